-- Announces a withdrawal under its adjustment id, so that no other adjustment can use it.
-- KEYS: totals, adjustment, the SKU's adjustments by their time
-- ARGV: delta, reason, retention of adjustments in ms
-- Reply: {'APPLIED', keys of adjustments that may be forgotten...} | {'DUPLICATE' | 'CARRIED_OUT' | 'REUSED' | 'UNKNOWN'}
--@include lib/adjustment

local totals, adjustment, adjustments = KEYS[1], KEYS[2], KEYS[3]
local delta, reason, retention_ms = ARGV[1], ARGV[2], tonumber(ARGV[3])

if redis.call('EXISTS', totals) == 0 then
  return {'UNKNOWN'}
end
local stored_delta, state, stored_reason = unpack(redis.call('HMGET', adjustment, 'delta', 'state', 'reason'))
if stored_delta and not is_same_adjustment(stored_delta, stored_reason, delta, reason) then
  return {'REUSED'}
elseif stored_delta then
  -- Its order may have been forgotten since: it must not be placed once more.
  return {state == 'APPLIED' and 'CARRIED_OUT' or 'DUPLICATE'}
end
return record_adjustment(adjustment, adjustments, delta, 'ANNOUNCED', reason, retention_ms)
