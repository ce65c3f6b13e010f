-- Units of a SKU that are promised and do not exist: the field 'shortfall' of its totals, absent for none. A stock count books them.

-- Fills a shortfall with units that come back or are supplied; returns how many are left to become available. The give-back of a
-- bare decrement never comes here: what it took was no unit that an order has promised.
local function fill_shortfall(totals, units)
  local shortfall = units > 0 and tonumber(redis.call('HGET', totals, 'shortfall')) or 0
  local filled = math.max(0, math.min(units, shortfall))
  if filled > 0 then
    redis.call('HINCRBY', totals, 'shortfall', -filled)
  end
  return units - filled
end
