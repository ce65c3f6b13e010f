-- Pauses a SKU for its reconciliation: its counter moves on to the next epoch, so that no take under the one before touches it, and
-- the pause keeps everything else from changing what its counters are made of.
-- KEYS: totals, product
-- ARGV: whose, ms that the pause lasts at most, prefix of the counter's key (same slot as the KEYS), how many old epochs to look at
-- Reply: {'PAUSED', now in ms, the pause} | {'BUSY'} when somebody else has it paused | {'UNKNOWN'}
--@include lib_clock
--@include lib_pause

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
local next
if epoch and string.match(epoch, '^%d+$') then
  next = string.format('%d', tonumber(epoch) + 1)
else
  -- Nobody knows how many epochs there were; there were fewer than seconds. The counter of the latest one found is believed.
  next = string.format('%d', math.floor(now / 1000))
  epoch = '0'
  for old = tonumber(ARGV[4]), 1, -1 do
    if redis.call('EXISTS', ARGV[3] .. old) == 1 then
      epoch = tostring(old)
      break
    end
  end
end
if redis.call('EXISTS', ARGV[3] .. epoch) == 1 then
  redis.call('RENAME', ARGV[3] .. epoch, ARGV[3] .. next)
end
local pause = string.format('%d', now + tonumber(ARGV[2])) .. ':' .. ARGV[1]
redis.call('HSET', KEYS[1], 'epoch', next, 'paused', pause)
if not string.match(redis.call('HGET', KEYS[1], 'version') or '', '^%d+$') then
  redis.call('HSET', KEYS[1], 'version', 0)
end
redis.call('HINCRBY', KEYS[1], 'version', 1)
return {'PAUSED', string.format('%d', now), pause}
