-- Forgets a refused order whose marks are gone, unless it was claimed again meanwhile.
-- KEYS: record, forgetting
-- ARGV: order, attempt
-- Reply: {1 when forgotten, else 0}
--@include lib/clock
--@include lib/record

local status, attempt = unpack(redis.call('HMGET', KEYS[1], 'status', 'attempt'))
if status ~= 'REFUSED' or attempt ~= ARGV[2] then
  return {0}
end
redis.call('DEL', KEYS[1])
redis.call('ZREM', KEYS[2], ARGV[1])
return {1}
