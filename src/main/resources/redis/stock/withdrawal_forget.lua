-- Takes the announcement of a refused withdrawal back. One that took place stays.
-- KEYS: adjustment, the SKU's adjustments by their time
-- ARGV: delta
-- Reply: {1 when taken back, else 0}

local adjustment, adjustments = KEYS[1], KEYS[2]
local delta = ARGV[1]

local stored_delta, state = unpack(redis.call('HMGET', adjustment, 'delta', 'state'))
if stored_delta == delta and state == 'ANNOUNCED' then
  redis.call('ZREM', adjustments, adjustment)
  return {redis.call('DEL', adjustment)}
end
return {0}
