-- Takes the reserved units of a withdrawal out of supply, once, and records its adjustment as applied.
-- KEYS: totals, reservations, adjustment, the SKU's adjustments by their time, movements
-- ARGV: order, attempt
-- Reply: {'WITHDRAWN' | 'UNKNOWN' | 'MISSING' | 'PAUSED' | 'COUNT' when the withdrawal is that of a stock count}
--@include lib/clock lib/count lib/movement lib/number lib/pause lib/reservation

local totals, reservations, adjustment, adjustments, movements = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local order, attempt = ARGV[1], ARGV[2]

if redis.call('EXISTS', totals) == 0 then
  return {'UNKNOWN'}
end
if count_difference(redis.call('HGET', adjustment, 'delta')) then
  return {'COUNT'}
end
local held = reservation_of(reservations, order)
if held and held.state == 'W' then
  return {'WITHDRAWN'}
end
if not held or held.state ~= 'R' then
  return {'MISSING'}
end
if pause_holds(redis.call('HGET', totals, 'paused')) then
  return {'PAUSED'}
end
local reason = redis.call('HGET', adjustment, 'reason')
local supplied, shortfall = unpack(redis.call('HMGET', totals, 'supplied', 'shortfall'))
if not is_whole(supplied or '') or not is_whole(shortfall or '0') then
  return redis.error_reply('DAMAGED the supply or the shortfall is no number')
end
-- Units that a count booked as missing since they were taken left the supply then: they leave the shortfall now.
local counted_missing = math.max(0, held.quantity - tonumber(supplied))
if tonumber(shortfall or '0') < counted_missing then
  return redis.error_reply('DAMAGED the supply does not have the units of the withdrawal')
end
redis.call('HINCRBY', totals, 'reserved', -held.quantity)
if counted_missing > 0 then
  redis.call('HINCRBY', totals, 'shortfall', -counted_missing)
end
supplied = redis.call('HINCRBY', totals, 'supplied', counted_missing - held.quantity)
redis.call('HINCRBY', totals, 'version', 1)
write_reservation(reservations, order, 'W', held.quantity, later(held, attempt))
redis.call('HSET', adjustment, 'delta', -held.quantity, 'state', 'APPLIED')
redis.call('ZADD', adjustments, NOW, adjustment)
record_movement(movements, 'WITHDRAWAL', -held.quantity, text(supplied), reason or '', string.match(order, ':(.*)$'))
return {'WITHDRAWN'}
