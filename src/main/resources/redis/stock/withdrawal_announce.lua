-- Announces a withdrawal under its adjustment id, so that no other adjustment can use it.
-- KEYS: totals, adjustment, the SKU's adjustments by their time
-- ARGV: delta, reason, ms for which adjustments are kept
-- Reply: {'APPLIED', adjustments to be forgotten, ...} | {'DUPLICATE' | 'CARRIED_OUT' | 'REUSED' | 'UNKNOWN'}
--@include lib/clock

-- More than one, so that they become fewer once they are too many.
local FORGOTTEN_MAX = 4

if redis.call('EXISTS', KEYS[1]) == 0 then
  return {'UNKNOWN'}
end
local delta, state, reason = unpack(redis.call('HMGET', KEYS[2], 'delta', 'state', 'reason'))
-- One that was written without a reason is known by its delta.
if delta and (delta ~= ARGV[1] or (reason or ARGV[2]) ~= ARGV[2]) then
  return {'REUSED'}
elseif delta then
  -- Its order may have been forgotten since: it must not be placed once more.
  return {state == 'APPLIED' and 'CARRIED_OUT' or 'DUPLICATE'}
end
redis.call('HSET', KEYS[2], 'delta', ARGV[1], 'state', 'ANNOUNCED', 'reason', ARGV[2])
redis.call('ZADD', KEYS[3], string.format('%d', milliseconds(CLOCK_MICROS)), KEYS[2])
local before = string.format('%d', PASSED_MS - tonumber(ARGV[3]))
return {'APPLIED', unpack(redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', before, 'LIMIT', 0, FORGOTTEN_MAX))}
