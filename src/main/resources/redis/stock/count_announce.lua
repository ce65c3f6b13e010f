-- Announces a stock count under its id, so that nothing else can use it, and says how many units its loss may take.
-- KEYS: totals, adjustment, the SKU's adjustments by their time, available
-- ARGV: form of the count (lib/count), reason, retention of adjustments in ms, the most that may be supplied, epoch
-- Reply: {'ANNOUNCED', available, keys of adjustments that may be forgotten...} | {'DUPLICATE'} when it is booked
--        | {'REUSED' | 'UNKNOWN' | 'TOO_MUCH' | 'PAUSED'} | {'TOO_FEW', supplied} | {'EPOCH', the one that holds}
--@include lib/adjustment lib/count lib/pause

local totals, adjustment, adjustments, available = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local form, reason, retention_ms, supplied_max, epoch = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), ARGV[5]

local supplied, present_epoch, paused = unpack(redis.call('HMGET', totals, 'supplied', 'epoch', 'paused'))
if pause_holds(paused) then
  return {'PAUSED'}
end
if present_epoch and present_epoch ~= epoch then
  return {'EPOCH', present_epoch}
end
local left = redis.call('GET', available)
if not present_epoch or not left then
  return {'UNKNOWN'}
end
local stored_form, state, stored_reason = unpack(redis.call('HMGET', adjustment, 'delta', 'state', 'reason'))
if stored_form then
  if not is_same_adjustment(stored_form, stored_reason, form, reason) then
    return {'REUSED'}
  end
  if state == 'TOO_FEW' then
    return {'TOO_FEW', supplied}
  end
  return {state == 'APPLIED' and 'DUPLICATE' or 'ANNOUNCED', left}
end
local after = tonumber(supplied) + count_difference(form)
if after > supplied_max then
  return {'TOO_MUCH'}
end
if after < 0 then
  return {'TOO_FEW', supplied}
end
return {'ANNOUNCED', left, unpack(record_adjustment(adjustment, adjustments, form, 'ANNOUNCED', reason, retention_ms), 2)}
