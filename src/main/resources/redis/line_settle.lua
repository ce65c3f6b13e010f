-- Settles a take whose answer never came: either it has happened, then it stands; or it has not, then a mark sees to it that
-- it never will. Either way the answer is final.
-- KEYS: available, totals, reservations
-- ARGV: order, attempt, quantity
-- Reply: {'RESERVED' | 'RELEASED' | 'NEWER' | 'DAMAGED' | 'S' | 'W'}
--@include lib_reservation
--@include lib_release

local held = reservation_of(KEYS[3], ARGV[1])
if held and held.state == 'R' and held.attempt_text == ARGV[2] and held.quantity >= tonumber(ARGV[3]) then
  return {'RESERVED'}
end
if redis.call('EXISTS', KEYS[2]) == 0 then
  return {'RELEASED'}
end
return {release(KEYS[1], KEYS[2], KEYS[3], ARGV[1], ARGV[2])}
