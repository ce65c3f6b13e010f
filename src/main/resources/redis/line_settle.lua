-- Settles a take whose answer never came: either it has happened, then it stands; or it has not, then a mark sees to it that
-- it never will. Either way the answer is final.
-- KEYS: totals, reservations
-- ARGV: order, attempt, quantity, prefix of the counter's key (same slot as the KEYS; the epoch that holds now is appended)
-- Reply: {'RESERVED' | 'RELEASED' | 'NEWER' | 'DAMAGED' | 'PAUSED' | 'S' | 'W'}
--@include lib_clock
--@include lib_reservation
--@include lib_release
--@include lib_pause

local held = reservation_of(KEYS[2], ARGV[1])
if held and held.state == 'R' and held.attempt_text == ARGV[2] and held.quantity >= tonumber(ARGV[3]) then
  return {'RESERVED'}
end
local epoch, paused = unpack(redis.call('HMGET', KEYS[1], 'epoch', 'paused'))
if not epoch then
  return {'RELEASED'}
end
if held and held.state == 'R' and pause_holds(paused) then
  -- A take that comes later finds another epoch; what an earlier attempt holds stays for now.
  return {'PAUSED'}
end
return {release(ARGV[4] .. epoch, KEYS[1], KEYS[2], ARGV[1], ARGV[2])}
