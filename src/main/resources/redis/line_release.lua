-- Gives back what an order holds of a SKU beyond the units that it keeps, unless a newer attempt holds it; leaves a mark where
-- it is to keep nothing and holds nothing.
-- KEYS: totals, reservations
-- ARGV: order, attempt, prefix of the counter's key (same slot as the KEYS; the epoch that holds now is appended), units that
--       it keeps
-- Reply: {'RELEASED' | 'NEWER' | 'DAMAGED' | 'UNKNOWN' | 'PAUSED' | 'S' | 'W'}
--@include lib_clock
--@include lib_reservation
--@include lib_release
--@include lib_pause

local epoch, paused = unpack(redis.call('HMGET', KEYS[1], 'epoch', 'paused'))
if not epoch then
  return {'UNKNOWN'}
end
if pause_holds(paused) then
  -- A mark changes no counter, so an order that holds nothing may end in a pause, too.
  local held = reservation_of(KEYS[2], ARGV[1])
  if held and held.state == 'R' then
    return {'PAUSED'}
  end
end
return {release(ARGV[3] .. epoch, KEYS[1], KEYS[2], ARGV[1], ARGV[2], tonumber(ARGV[4]))}
