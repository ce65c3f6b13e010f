-- Announces a withdrawal under its adjustment id, so that no other adjustment can use it.
-- KEYS: totals, adjustment, the SKU's adjustments by their time
-- ARGV: delta, reason
-- Reply: {'APPLIED' | 'DUPLICATE' | 'CARRIED_OUT' | 'REUSED' | 'UNKNOWN'}
--@include lib_clock

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
return {'APPLIED'}
