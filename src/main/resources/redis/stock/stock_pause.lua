-- Pauses a SKU for its reconciliation: its counter moves on to the next epoch, so that no take under the one before touches it,
-- and no other script changes what its counters are made of while the pause holds.
-- KEYS: totals, product, then available under the next epoch and under the one before, where there is one
-- ARGV: owner of the pause, ms that the pause lasts at most, the epoch that holds, '' when the totals name none, the next epoch
-- Reply: {'PAUSED', now in ms, the pause} | {'BUSY'} when another owner has it paused | {'UNKNOWN'} | {'EPOCH', the one that
--        holds}
--@include lib/clock lib/number lib/pause

local totals, product, next_available, available = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local owner, pause_ms_max, epoch, next_epoch = ARGV[1], tonumber(ARGV[2]), ARGV[3], ARGV[4]

if redis.call('EXISTS', product) == 0 then
  return {'UNKNOWN'}
end
if redis.call('TYPE', totals).ok ~= 'hash' then
  -- Gone, or no totals at all: they are made anew.
  redis.call('DEL', totals)
  local sale = redis.call('HGET', product, 'sale')
  if sale then
    -- What was stopped is not sold because its totals were lost.
    redis.call('HSET', totals, 'sale', sale)
  end
end
local stored_epoch, paused = unpack(redis.call('HMGET', totals, 'epoch', 'paused'))
if pause_holds(paused) and pause_owner(paused) ~= owner then
  return {'BUSY'}
end
local present_epoch = stored_epoch and string.match(stored_epoch, '^%d+$') or ''
if present_epoch ~= epoch then
  return {'EPOCH', present_epoch}
end
if available and redis.call('EXISTS', available) == 1 then
  redis.call('RENAME', available, next_available)
end
local pause = text(NOW_MS + pause_ms_max) .. ':' .. owner
redis.call('HSET', totals, 'epoch', next_epoch, 'paused', pause)
if not string.match(redis.call('HGET', totals, 'version') or '', '^%d+$') then
  redis.call('HSET', totals, 'version', 0)
end
redis.call('HINCRBY', totals, 'version', 1)
return {'PAUSED', NOW, pause}
