-- Ends a SKU's pause: its owner at any time, every other caller once it has lasted as long as it may.
-- KEYS: totals
-- ARGV: owner of the pause, '' for another caller
-- Reply: {'RESUMED', epoch} when it is not paused any more | {'PAUSED'}; 'WAITED' behind RESUMED where a pause ended and orders
--        wait: none of them could take meanwhile, and a reconciliation may have found units
--@include lib/pause lib/waiting

local totals = KEYS[1]
local owner = ARGV[1]

local epoch, paused = unpack(redis.call('HMGET', totals, 'epoch', 'paused'))
if pause_holds(paused) and pause_owner(paused) ~= owner then
  return {'PAUSED'}
end
if paused then
  redis.call('HDEL', totals, 'paused')
end
return {'RESUMED', epoch or '', waited_for(totals, paused and 1 or 0)}
