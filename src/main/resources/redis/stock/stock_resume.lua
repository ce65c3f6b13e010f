-- Ends a SKU's pause: its owner at any time, everybody else once it has lasted as long as it may.
-- KEYS: totals
-- ARGV: whose, '' for somebody else
-- Reply: {'RESUMED', epoch} when it is not paused any more | {'PAUSED'}
--@include lib/clock
--@include lib/pause

local epoch, paused = unpack(redis.call('HMGET', KEYS[1], 'epoch', 'paused'))
if pause_holds(paused) and string.match(paused, '^%d+:(.*)$') ~= ARGV[1] then
  return {'PAUSED'}
end
if paused then
  redis.call('HDEL', KEYS[1], 'paused')
end
return {'RESUMED', epoch or ''}
