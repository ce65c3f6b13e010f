-- Gives a paused SKU the counters that it should have, under the next epoch, ends its pause and adds an entry on what was done.
-- It takes the same time however many reservations there are: the caller has added them up, and the version shows that nothing
-- has changed since.
-- KEYS: totals, reconciliations, available under the next epoch, then the counters to remove
-- ARGV: the pause, the version that was added up, the next epoch, supplied, available, reserved, sold, shortfall, sold and
--       forgotten, how many reconciliations to keep, then field, value, ... of this one
-- Reply: {'SWITCHED', epoch} | {'MOVED'} when version or epoch is another one | {'LOST'} when the pause is not the caller's any
--        more; 'WAITED' behind SWITCHED where orders wait and there are units for them
--@include lib/number lib/waiting

local totals, reconciliations, next_available = KEYS[1], KEYS[2], KEYS[3]
local pause, added_version, next_epoch = ARGV[1], ARGV[2], ARGV[3]
local supplied, available, reserved, sold, shortfall, sold_forgotten = ARGV[4], ARGV[5], ARGV[6], ARGV[7], ARGV[8], ARGV[9]
local reconciliations_max, entry = ARGV[10], {unpack(ARGV, 11)}

local epoch, paused, version = unpack(redis.call('HMGET', totals, 'epoch', 'paused', 'version'))
if paused ~= pause then
  return {'LOST'}
end
if version ~= added_version or text(tonumber(epoch) + 1) ~= next_epoch then
  return {'MOVED'}
end
for old = 4, #KEYS do
  redis.call('DEL', KEYS[old])
end
redis.call('SET', next_available, available)
redis.call('HSET', totals, 'supplied', supplied, 'reserved', reserved, 'sold', sold, 'shortfall', shortfall,
  'soldForgotten', sold_forgotten, 'epoch', next_epoch)
redis.call('HINCRBY', totals, 'version', 1)
redis.call('HDEL', totals, 'paused')
redis.call('XADD', reconciliations, 'MAXLEN', reconciliations_max, '*', unpack(entry))
return {'SWITCHED', next_epoch, waited_for(totals, tonumber(available))}
