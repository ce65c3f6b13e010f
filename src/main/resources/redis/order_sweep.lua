-- Looks at the orders of a partition that are due: expires what has passed its deadline, hands out what is decided so that
-- its lines can follow, has a change of lines to be settled, or is refused so that it can be forgotten, and puts each of those off, so that one that fails comes again later and never blocks the others.
-- KEYS: due
-- ARGV: the most orders to look at, ms to put off, prefix of the partition's record keys (same slot as KEYS[1])
-- Reply: {number of orders looked at, {order, record...}, ...}
--@include lib_record

local now = milliseconds(clock())
local orders = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', text(now), 'LIMIT', 0, tonumber(ARGV[1]))
local reply = {#orders}
for _, order in ipairs(orders) do
  local key = ARGV[3] .. order
  local record = read_record(key)
  if not record then
    redis.call('ZREM', KEYS[1], order)
  elseif not tonumber(deadline_of(record)) then
    -- Damaged: it comes again later and must not keep those behind it from their turn.
    redis.call('ZADD', KEYS[1], text(now + tonumber(ARGV[2])), order)
  else
    enforce_deadline(key, KEYS[1], order, record, now)
    local unsettled = record.status == 'RESERVED' and record.settleAt and now >= tonumber(record.settleAt)
    if (record.status == 'PLACING' or record.status == 'RESERVED') and not unsettled then
      redis.call('ZADD', KEYS[1], due_of(record), order)
    else
      redis.call('ZADD', KEYS[1], text(now + tonumber(ARGV[2])), order)
      reply[#reply + 1] = {order, unpack(redis.call('HGETALL', key))}
    end
  end
end
return reply
