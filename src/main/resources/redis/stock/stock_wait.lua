-- Announces that orders of an instance wait for units of a SKU, and reads what is available: a step that gives units back after
-- this one sees the announcement. Where Redis refuses to write, it reads alone.
-- KEYS: totals, available
-- ARGV: epoch, for how many ms the instance is announced
-- Reply: {'READ', available} | {'NOT_ON_SALE'} | {'EPOCH', the one that holds} | {'UNKNOWN'}
--@include lib/number lib/sale lib/server_clock

local totals, available = KEYS[1], KEYS[2]
local epoch, lease_ms = ARGV[1], tonumber(ARGV[2])

local present_epoch, sale = unpack(redis.call('HMGET', totals, 'epoch', 'sale'))
if not present_epoch then
  return {'UNKNOWN'}
end
if present_epoch ~= epoch then
  return {'EPOCH', present_epoch}
end
redis.pcall('HSET', totals, 'waitedUntil', text(milliseconds(server_micros()) + lease_ms))
if not is_on_sale(sale) then
  return {'NOT_ON_SALE'}
end
return {'READ', redis.call('GET', available) or '0'}
