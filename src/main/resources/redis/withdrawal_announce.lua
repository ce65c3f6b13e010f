-- Announces a withdrawal under its adjustment id, so that no other adjustment can use it.
-- KEYS: totals, adjustment
-- ARGV: delta, reason, retention in ms
-- Reply: {'APPLIED' | 'DUPLICATE' | 'REUSED' | 'UNKNOWN'}

if redis.call('EXISTS', KEYS[1]) == 0 then
  return {'UNKNOWN'}
end
local delta = redis.call('HGET', KEYS[2], 'delta')
if delta then
  return {delta == ARGV[1] and 'DUPLICATE' or 'REUSED'}
end
redis.call('HSET', KEYS[2], 'delta', ARGV[1], 'state', 'ANNOUNCED', 'reason', ARGV[2])
redis.call('PEXPIRE', KEYS[2], ARGV[3])
return {'APPLIED'}
