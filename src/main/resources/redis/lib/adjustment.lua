-- Adjustments of a SKU: a hash each, and a list of their keys by their time.
--@include lib/clock lib/number

-- More than one, so that they become fewer once they are too many.
local FORGOTTEN_MAX = 4

-- Whether a stored adjustment is the one that the caller means. One that was written without a reason is known by its delta.
local function is_same_adjustment(stored_delta, stored_reason, delta, reason)
  return stored_delta == delta and (stored_reason or reason) == reason
end

-- Records an adjustment, and returns the reply: some whose retention is over follow, for the caller to forget them.
-- An adjustment has no time to live: Redis's clock alone would forget it, and its delivery would be booked twice.
local function record_adjustment(adjustment, adjustments, delta, state, reason, retention_ms)
  redis.call('HSET', adjustment, 'delta', delta, 'state', state, 'reason', reason)
  redis.call('ZADD', adjustments, NOW, adjustment)
  return {'APPLIED',
    unpack(redis.call('ZRANGEBYSCORE', adjustments, '-inf', text(PASSED_MS - retention_ms), 'LIMIT', 0, FORGOTTEN_MAX))}
end
