-- Takes the announcement of a refused withdrawal back. One that took place stays.
-- KEYS: adjustment, the SKU's adjustments by their time
-- ARGV: delta
-- Reply: {1 when taken back, else 0}

local delta, state = unpack(redis.call('HMGET', KEYS[1], 'delta', 'state'))
if delta == ARGV[1] and state == 'ANNOUNCED' then
  redis.call('ZREM', KEYS[2], KEYS[1])
  return {redis.call('DEL', KEYS[1])}
end
return {0}
