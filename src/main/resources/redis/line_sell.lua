-- Sells what a confirmed order has reserved of a SKU: once, however often it is sent.
-- KEYS: totals, reservations
-- ARGV: order, attempt, units that its record lists, prefix of the counter's key (same slot as the KEYS; the epoch that holds
--       now is appended)
-- Reply: {'SOLD' | 'MISSING' | 'DAMAGED' | 'UNKNOWN'}
--@include lib_reservation
--@include lib_sell

local epoch = redis.call('HGET', KEYS[1], 'epoch')
if not epoch then
  return {'UNKNOWN'}
end
return {sell(ARGV[4] .. epoch, KEYS[1], KEYS[2], ARGV[1], ARGV[2], tonumber(ARGV[3]))}
