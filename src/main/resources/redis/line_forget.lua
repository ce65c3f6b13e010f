-- Forgets the mark of a refused order's line, unless a newer attempt has written there.
-- KEYS: reservations
-- ARGV: order, attempt
-- Reply: {1 when forgotten, else 0}
--@include lib_reservation

local held = reservation_of(KEYS[1], ARGV[1])
if not held or (held.state ~= 'L' and held.state ~= 'X') or held.attempt > tonumber(ARGV[2]) then
  return {0}
end
return {redis.call('HDEL', KEYS[1], ARGV[1])}
