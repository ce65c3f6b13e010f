-- Adds stock, once for an adjustment id.
-- KEYS: totals, adjustment, the SKU's adjustments by their time, movements, available
-- ARGV: delta, reason, retention of adjustments in ms, the most that may be supplied, id, epoch
-- Reply: {'APPLIED', keys of adjustments that may be forgotten..., and 'WAITED' where orders wait for units}
--        | {'DUPLICATE' | 'REUSED' | 'UNKNOWN' | 'TOO_MUCH' | 'PAUSED'}
--        | {'EPOCH', the one that holds}
--@include lib/adjustment lib/movement lib/number lib/pause lib/shortfall lib/waiting

local totals, adjustment, adjustments, movements, available = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local delta, reason, retention_ms, supplied_max, id, epoch =
  ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), ARGV[5], ARGV[6]

local supplied, present_epoch, paused, shortfall =
  unpack(redis.call('HMGET', totals, 'supplied', 'epoch', 'paused', 'shortfall'))
if pause_holds(paused) then
  return {'PAUSED'}
end
if present_epoch and present_epoch ~= epoch then
  return {'EPOCH', present_epoch}
end
if not present_epoch or redis.call('EXISTS', available) == 0 then
  return {'UNKNOWN'}
end
local stored_delta, stored_reason = unpack(redis.call('HMGET', adjustment, 'delta', 'reason'))
if stored_delta then
  return {is_same_adjustment(stored_delta, stored_reason, delta, reason) and 'DUPLICATE' or 'REUSED'}
end
if tonumber(supplied) + tonumber(delta) > supplied_max then
  return {'TOO_MUCH'}
end
if not is_integer(redis.call('GET', available)) or not is_whole(shortfall or '0') then
  return redis.error_reply('DAMAGED the counter or the shortfall is no number')
end
local freed = fill_shortfall(totals, tonumber(delta))
if freed > 0 then
  redis.call('INCRBY', available, text(freed))
end
local supplied_now = redis.call('HINCRBY', totals, 'supplied', delta)
redis.call('HINCRBY', totals, 'version', 1)
local reply = record_adjustment(adjustment, adjustments, delta, 'APPLIED', reason, retention_ms)
record_movement(movements, 'SUPPLY', delta, text(supplied_now), reason, id)
reply[#reply + 1] = waited_for(totals, freed)
return reply
