-- Ends the lease of an instance early.
-- KEYS: instances
-- ARGV: instance
-- Reply: {1 when it had one, else 0}

local instances, instance = KEYS[1], ARGV[1]

return {redis.call('ZREM', instances, instance)}
