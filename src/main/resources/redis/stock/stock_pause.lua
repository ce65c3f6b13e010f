-- Pauses a SKU for its reconciliation: its counter moves on to the next epoch, so that no take under the one before touches it, and
-- the pause keeps everything else from changing what its counters are made of.
-- KEYS: totals, product, then available under the next epoch and under the one before, where there is one
-- ARGV: whose, ms that the pause lasts at most, the epoch that holds, '' when the totals do not say, the next epoch
-- Reply: {'PAUSED', now in ms, the pause} | {'BUSY'} when somebody else has it paused | {'UNKNOWN'} | {'EPOCH', the one that holds}
--@include lib/clock
--@include lib/pause

if redis.call('EXISTS', KEYS[2]) == 0 then
  return {'UNKNOWN'}
end
if redis.call('TYPE', KEYS[1]).ok ~= 'hash' then
  -- Gone, or no totals at all: they are made anew.
  redis.call('DEL', KEYS[1])
end
local epoch, paused = unpack(redis.call('HMGET', KEYS[1], 'epoch', 'paused'))
if pause_holds(paused) and string.match(paused, '^%d+:(.*)$') ~= ARGV[1] then
  return {'BUSY'}
end
local now = milliseconds(CLOCK_MICROS)
local holds = epoch and string.match(epoch, '^%d+$') or ''
if holds ~= ARGV[3] then
  return {'EPOCH', holds}
end
local next = ARGV[4]
if KEYS[4] and redis.call('EXISTS', KEYS[4]) == 1 then
  redis.call('RENAME', KEYS[4], KEYS[3])
end
local pause = string.format('%d', now + tonumber(ARGV[2])) .. ':' .. ARGV[1]
redis.call('HSET', KEYS[1], 'epoch', next, 'paused', pause)
if not string.match(redis.call('HGET', KEYS[1], 'version') or '', '^%d+$') then
  redis.call('HSET', KEYS[1], 'version', 0)
end
redis.call('HINCRBY', KEYS[1], 'version', 1)
return {'PAUSED', string.format('%d', now), pause}
