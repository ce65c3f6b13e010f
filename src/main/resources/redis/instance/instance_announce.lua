-- Announces an instance, or renews its lease. Redis's clock alone decides when a lease ends; those that have ended are dropped.
-- KEYS: instances
-- ARGV: instance, lease in ms
-- Reply: {how many live, this one included, 1 when this one's lease had not ended before, else 0, when it ends now in ms, then
--        some of those that live}

local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local lease_end = string.format('%d', now + tonumber(ARGV[2]))
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%d', now))
local added = redis.call('ZADD', KEYS[1], lease_end, ARGV[1])
return {redis.call('ZCARD', KEYS[1]), 1 - added, lease_end, unpack(redis.call('ZRANGE', KEYS[1], 0, 8, 'REV'))}
