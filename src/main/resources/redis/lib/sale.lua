-- When a product is sold: the field 'sale' of its totals, "<1, or 0 while its sale is stopped>:<from>:<until>", in ms of the clock of
-- lib/clock, each empty where there is no such bound. A product without the field is always on sale.
--@include lib/clock

local function parse_sale(sale)
  return string.match(sale or '1::', '^([01]):(%d*):(%d*)$')
end

-- Whether a product is on sale now. What cannot be read sells nothing.
local function is_on_sale(sale)
  if not sale then
    return true
  end
  local on, from, ends = parse_sale(sale)
  return on == '1' and (from == '' or NOW_MS >= tonumber(from)) and (ends == '' or NOW_MS < tonumber(ends))
end

-- Whether units may be taken for an order. A withdrawal sells nothing.
local function may_take(order, sale)
  return is_on_sale(sale) or string.sub(order, 1, 2) == 'w:'
end
