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
redis.call('HINCRBY', totals, 'reserved', -held.quantity)
local supplied = redis.call('HINCRBY', totals, 'supplied', -held.quantity)
redis.call('HINCRBY', totals, 'version', 1)
write_reservation(reservations, order, 'W', held.quantity, later(held, attempt))
redis.call('HSET', adjustment, 'delta', -held.quantity, 'state', 'APPLIED')
redis.call('ZADD', adjustments, text(NOW_MS), adjustment)
record_movement(movements, 'WITHDRAWAL', -held.quantity, text(supplied), reason or '', string.match(order, ':(.*)$'))
return {'WITHDRAWN'}
