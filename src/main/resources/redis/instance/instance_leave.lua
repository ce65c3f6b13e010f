-- Gives the lease of an instance back before it ends.
-- KEYS: instances
-- ARGV: instance
-- Reply: {1 when it had one, else 0}

return {redis.call('ZREM', KEYS[1], ARGV[1])}
