-- Adds stock, once for an adjustment id.
-- KEYS: totals, adjustment, the SKU's adjustments by their time, available
-- ARGV: delta, reason, retention in ms, the most that may be supplied, epoch
-- Reply: {'APPLIED', keys of adjustments that may be forgotten...} | {'DUPLICATE' | 'REUSED' | 'UNKNOWN' | 'TOO_MUCH' | 'PAUSED'}
--        | {'EPOCH', the one that holds}
-- An adjustment has no time to live: Redis's clock alone would forget it, and its delivery would be booked twice.
--@include lib/clock
--@include lib/pause

-- More than one, so that they become fewer once they are too many.
local FORGOTTEN_MAX = 4

local supplied, epoch, paused = unpack(redis.call('HMGET', KEYS[1], 'supplied', 'epoch', 'paused'))
if pause_holds(paused) then
  return {'PAUSED'}
end
if epoch and epoch ~= ARGV[5] then
  return {'EPOCH', epoch}
end
if not epoch or redis.call('EXISTS', KEYS[4]) == 0 then
  return {'UNKNOWN'}
end
local delta, reason = unpack(redis.call('HMGET', KEYS[2], 'delta', 'reason'))
if delta then
  -- One that was written without a reason is known by its delta.
  return {delta == ARGV[1] and (reason or ARGV[2]) == ARGV[2] and 'DUPLICATE' or 'REUSED'}
end
if tonumber(supplied) + tonumber(ARGV[1]) > tonumber(ARGV[4]) then
  return {'TOO_MUCH'}
end
redis.call('INCRBY', KEYS[4], ARGV[1])
redis.call('HINCRBY', KEYS[1], 'supplied', ARGV[1])
redis.call('HINCRBY', KEYS[1], 'version', 1)
redis.call('HSET', KEYS[2], 'delta', ARGV[1], 'state', 'APPLIED', 'reason', ARGV[2])
redis.call('ZADD', KEYS[3], string.format('%d', milliseconds(CLOCK_MICROS)), KEYS[2])
local before = string.format('%d', PASSED_MS - tonumber(ARGV[3]))
return {'APPLIED', unpack(redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', before, 'LIMIT', 0, FORGOTTEN_MAX))}
