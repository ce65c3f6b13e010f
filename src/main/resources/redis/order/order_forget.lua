-- Forgets a refused order whose tombstones are gone, unless it was claimed again meanwhile.
-- KEYS: record, forgetting
-- ARGV: order, attempt
-- Reply: {1 when forgotten, else 0}

local record_key, forgetting = KEYS[1], KEYS[2]
local order, attempt = ARGV[1], ARGV[2]

local status, claimed_by = unpack(redis.call('HMGET', record_key, 'status', 'attempt'))
if status ~= 'REFUSED' or claimed_by ~= attempt then
  return {0}
end
redis.call('DEL', record_key)
redis.call('ZREM', forgetting, order)
return {1}
