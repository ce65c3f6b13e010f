-- Reads counters under a lock with a fence, and raises the fence in the same step. Raised only by the take, it would let a caller
-- that has lost its lock read, and take before the next holder does.
-- KEYS: available, totals, reservations of each line
-- ARGV: order, then the fencing token of each line
-- Reply: {'READ', available or '', the order's reservation or '', ...} | {'FENCED'}
--@include lib/fence lib/reservation

local order, tokens = ARGV[1], {unpack(ARGV, 2)}

local lines = {}
for number = 1, #tokens do
  lines[number] = stock_at(3 * number - 2)
end
for number, line in ipairs(lines) do
  if is_fenced_off(line.totals, tokens[number]) then
    return {'FENCED'}
  end
end
local reply = {'READ'}
for number, line in ipairs(lines) do
  if redis.call('EXISTS', line.totals) == 1 then
    redis.call('HSET', line.totals, 'fence', tokens[number])
  end
  reply[#reply + 1] = redis.call('GET', line.available) or ''
  reply[#reply + 1] = redis.call('HGET', line.reservations, order) or ''
end
return reply
