-- The SKUs beside the lines of an order: those of which it may still hold units or tombstones from an earlier content.

local function skus_in(lines)
  local skus = {}
  for sku in string.gmatch(lines, '([^ :]+):%d+') do
    skus[#skus + 1] = sku
  end
  return skus
end

-- Returns the SKUs beside some lines when those of `more` are added.
local function beside_with(record, more, lines)
  local seen, beside = {}, {}
  for _, sku in ipairs(skus_in(lines)) do
    seen[sku] = true
  end
  local function note(sku)
    if not seen[sku] then
      seen[sku] = true
      beside[#beside + 1] = sku
    end
  end
  for sku in string.gmatch(record.beside or '', '[^ ]+') do
    note(sku)
  end
  for _, sku in ipairs(skus_in(more)) do
    note(sku)
  end
  return beside
end
