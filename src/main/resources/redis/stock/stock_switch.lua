-- Gives a paused SKU the counters that it should have, under the next epoch, ends its pause and writes down what was done.
-- It takes the same time however many reservations there are: whoever calls it has added them up, and the version says that
-- nothing has changed since.
-- KEYS: totals, reconciliations, available under the next epoch, then the counters to remove
-- ARGV: the pause, the version that was added up, the next epoch, supplied, available, reserved, sold, sold and forgotten, how many
--       reconciliations to keep, then field, value, ... of this one
-- Reply: {'SWITCHED', epoch} | {'MOVED'} | {'LOST'} when the pause is not the caller's any more

local epoch, paused, version = unpack(redis.call('HMGET', KEYS[1], 'epoch', 'paused', 'version'))
if paused ~= ARGV[1] then
  return {'LOST'}
end
if version ~= ARGV[2] then
  return {'MOVED'}
end
local next = string.format('%d', tonumber(epoch) + 1)
if next ~= ARGV[3] then
  return {'MOVED'}
end
for old = 4, #KEYS do
  redis.call('DEL', KEYS[old])
end
redis.call('SET', KEYS[3], ARGV[5])
redis.call('HSET', KEYS[1], 'supplied', ARGV[4], 'reserved', ARGV[6], 'sold', ARGV[7],
  'soldForgotten', ARGV[8], 'epoch', next)
redis.call('HINCRBY', KEYS[1], 'version', 1)
redis.call('HDEL', KEYS[1], 'paused')
redis.call('XADD', KEYS[2], 'MAXLEN', ARGV[9], '*', unpack(ARGV, 10))
return {'SWITCHED', next}
