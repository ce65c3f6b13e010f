-- Sells what a confirmed order has reserved of a SKU: once, however often it is sent.
-- KEYS: totals, reservations
-- ARGV: order, attempt, units that its record lists, prefix of the counter's key (same slot as the KEYS; the epoch that holds
--       now is appended)
-- Reply: {'SOLD' | 'MISSING' | 'DAMAGED' | 'UNKNOWN' | 'PAUSED'}
--@include lib_clock
--@include lib_reservation
--@include lib_sell
--@include lib_pause

local epoch, paused = unpack(redis.call('HMGET', KEYS[1], 'epoch', 'paused'))
if not epoch then
  return {'UNKNOWN'}
end
if pause_holds(paused) then
  return {'PAUSED'}
end
return {sell(ARGV[4] .. epoch, KEYS[1], KEYS[2], ARGV[1], ARGV[2], tonumber(ARGV[3]))}
