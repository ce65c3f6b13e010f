-- Looks at the orders of a partition that are due: expires what has passed its deadline, and hands out what is decided so that
-- its lines can follow, what has a change of lines to be settled, what has followed so that its reservations can be forgotten,
-- and what is refused so that all of it can. Each of those is put off, so that one that fails comes again later and never
-- blocks the others.
-- KEYS: due
-- ARGV: the most orders to look at, ms to put off, prefix of the partition's record keys (same slot as KEYS[1])
-- Reply: {number of orders looked at, {order, record...}, ...}
--@include lib_record

local function flat(order, record)
  local reply = {order}
  for name, value in pairs(record) do
    reply[#reply + 1] = name
    reply[#reply + 1] = value
  end
  return reply
end

local due = KEYS[1]
local now = milliseconds(clock())
local later = text(now + tonumber(ARGV[2]))
local orders = redis.call('ZRANGEBYSCORE', due, '-inf', text(now), 'LIMIT', 0, tonumber(ARGV[1]))
local reply = {#orders}
for _, order in ipairs(orders) do
  local key = ARGV[3] .. order
  local record = read_record(key)
  if not record then
    redis.call('ZREM', due, order)
  elseif record.followed == LINES_FORGOTTEN then
    if is_withdrawal(order) then
      -- Its time has come; that of other records is in the listing.
      redis.call('DEL', key)
    end
    redis.call('ZREM', due, order)
  elseif is_damaged(record) then
    -- Damaged: it comes again later and must not keep those behind it from their turn.
    redis.call('ZADD', due, later, order)
  else
    enforce_deadline(key, due, order, record, now)
    local unsettled = record.status == 'RESERVED' and record.settleAt and now >= tonumber(record.settleAt)
    if (record.status == 'PLACING' or record.status == 'RESERVED') and not unsettled then
      redis.call('ZADD', due, due_of(record), order)
    else
      redis.call('ZADD', due, later, order)
      reply[#reply + 1] = flat(order, record)
    end
  end
end
return reply
