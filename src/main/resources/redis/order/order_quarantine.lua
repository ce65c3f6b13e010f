-- Puts the damaged record of an order into quarantine, under a key of its own, and takes the order out of the lists and the index
-- of its partition. A record stays in its place that keeps the id from being used again. What the order holds of its SKUs stays as
-- it is.
-- KEYS: record, damaged, due, forgetting, orders, search, returning
-- ARGV: order
-- Reply: {'ASIDE'} | {'SOUND'} when it is not damaged | {'NONE'} when there is none | {'OCCUPIED'} when one is in quarantine
--        already
--@include lib/clock lib/record lib/search

local record_key, damaged_key, due, forgetting, orders, search = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local returning, order = KEYS[7], ARGV[1]

local record, damage = look_at_record(record_key)
if not record then
  return {'NONE'}
end
if not damage then
  return {'SOUND'}
end
if redis.call('EXISTS', damaged_key) == 1 then
  return {'OCCUPIED'}
end
redis.call('RENAME', record_key, damaged_key)
redis.call('HSET', record_key, 'status', ASIDE, 'at', NOW)
redis.call('ZREM', due, order)
redis.call('ZREM', forgetting, order)
redis.call('ZREM', orders, order)
redis.call('ZREM', returning, order)
unindex_order({search = search}, order, record.searched)
return {'ASIDE'}
