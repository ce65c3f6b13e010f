-- Records that the products of an order have settled some of its returns.
-- KEYS: returning, record
-- ARGV: order, numbers of the returns
-- Reply: {how many returns are still to be settled}
--@include lib/returns

local returning, record_key = KEYS[1], KEYS[2]
local order = ARGV[1]

local numbers = {}
for i = 2, #ARGV do
  numbers[ARGV[i]] = true
end
local left = returning_without(redis.call('HGET', record_key, 'returning') or '', numbers)
if left ~= '' then
  redis.call('HSET', record_key, 'returning', left)
  return {1}
end
redis.call('HDEL', record_key, 'returning')
redis.call('ZREM', returning, order)
return {0}
