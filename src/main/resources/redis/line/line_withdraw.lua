-- Takes the reserved units of a withdrawal out of supply, once, and notes its adjustment as applied.
-- KEYS: totals, reservations, adjustment, the SKU's adjustments by their time
-- ARGV: order, attempt
-- Reply: {'WITHDRAWN' | 'UNKNOWN' | 'MISSING' | 'PAUSED'}
--@include lib/clock
--@include lib/reservation
--@include lib/pause

if redis.call('EXISTS', KEYS[1]) == 0 then
  return {'UNKNOWN'}
end
local held = reservation_of(KEYS[2], ARGV[1])
if held and held.state == 'W' then
  return {'WITHDRAWN'}
end
if not held or held.state ~= 'R' then
  return {'MISSING'}
end
if pause_holds(redis.call('HGET', KEYS[1], 'paused')) then
  return {'PAUSED'}
end
redis.call('HINCRBY', KEYS[1], 'reserved', -held.quantity)
redis.call('HINCRBY', KEYS[1], 'supplied', -held.quantity)
redis.call('HINCRBY', KEYS[1], 'version', 1)
write_reservation(KEYS[2], ARGV[1], 'W', held.quantity, later(held, ARGV[2]))
redis.call('HSET', KEYS[3], 'delta', -held.quantity, 'state', 'APPLIED')
redis.call('ZADD', KEYS[4], string.format('%d', milliseconds(CLOCK_MICROS)), KEYS[3])
return {'WITHDRAWN'}
