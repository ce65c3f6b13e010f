-- Announces an instance, or renews its lease. Redis's clock alone decides when a lease ends; leases that have ended are removed.
-- KEYS: instances
-- ARGV: instance, lease in ms
-- Reply: {how many instances have a lease, this one included, 1 when this one's lease had not ended before, else 0, its end in
--        ms, then some of the instances that have one}
--@include lib/number lib/server_clock

local instances = KEYS[1]
local instance, lease_ms = ARGV[1], tonumber(ARGV[2])

local now = milliseconds(server_micros())
local lease_end = text(now + lease_ms)
redis.call('ZREMRANGEBYSCORE', instances, '-inf', text(now))
local added = redis.call('ZADD', instances, lease_end, instance)
return {redis.call('ZCARD', instances), 1 - added, lease_end, unpack(redis.call('ZRANGE', instances, 0, 8, 'REV'))}
