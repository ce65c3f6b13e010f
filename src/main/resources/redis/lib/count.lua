-- Stock counts are adjustments with another form of their delta: "count:<expected>:<counted>", or "fill" for units that a count left
-- available beside a shortfall. No delta has that form, so an id belongs to a count or to an adjustment.

-- Whether a form is that of a count, and not only of a fill.
local function is_count(form)
  return form ~= 'fill'
end

-- By how many units a count changes what is supplied; nil when the stored delta is that of an adjustment.
local function count_difference(stored_delta)
  if not is_count(stored_delta) then
    return 0
  end
  local expected, counted = string.match(stored_delta or '', '^count:(%d+):(%d+)$')
  return expected and tonumber(counted) - tonumber(expected)
end
