-- Reads counters under a lock with a fence, and raises the fence in the same step: raised only by the take, it would let somebody
-- read whose lock is lost, and take before the next holder does.
-- KEYS: available, totals, reservations of each line
-- ARGV: order, then token of each line
-- Reply: {'READ', available or '', the order's reservation or '', ...} | {'FENCED'}
--@include lib/fence

for key = 1, #KEYS, 3 do
  if is_fenced_off(KEYS[key + 1], ARGV[2 + (key - 1) / 3]) then
    return {'FENCED'}
  end
end
local reply = {'READ'}
for key = 1, #KEYS, 3 do
  if redis.call('EXISTS', KEYS[key + 1]) == 1 then
    redis.call('HSET', KEYS[key + 1], 'fence', ARGV[2 + (key - 1) / 3])
  end
  reply[#reply + 1] = redis.call('GET', KEYS[key]) or ''
  reply[#reply + 1] = redis.call('HGET', KEYS[key + 2], ARGV[1]) or ''
end
return reply
