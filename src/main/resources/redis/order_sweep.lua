-- Looks at the orders of a partition that are due: expires what has passed its deadline, and hands out what is decided so that
-- its lines can follow, what has a change of lines to be settled, what has followed so that its reservations can be forgotten,
-- and what is refused so that all of it can. Each of those is put off, so that one that fails comes again later and never
-- blocks the others.
-- KEYS: due
-- ARGV: the most orders to look at, ms to put off, prefix of the partition's record keys (same slot as KEYS[1])
-- Reply: {number of orders looked at, {order, the fields told of its record, '' for none}, ...}
--@include lib_record

-- What is told of an order that is handed out, in this order, and behind it what else decides about an order here.
local FIELDS = {
  'status', 'attempt', 'fingerprint', 'lines', 'beside', 'reference', 'customer', 'version', 'createdAt', 'updatedAt',
  'expiresAt', 'followed', 'revivedUntil', 'settleAt'
}
local TOLD = 12

local function told(order, record)
  local reply = {order}
  for i = 1, TOLD do
    reply[i + 1] = record[FIELDS[i]] or ''
  end
  return reply
end

local due = KEYS[1]
local now = milliseconds(clock())
local later = text(now + tonumber(ARGV[2]))
local orders = redis.call('ZRANGEBYSCORE', due, '-inf', text(now), 'LIMIT', 0, tonumber(ARGV[1]))
local reply = {#orders}
-- They are put off, and listed, together at the end.
local put_off, listed = {}, {}
local function put_off_until(score, order)
  put_off[#put_off + 1] = score
  put_off[#put_off + 1] = order
end
for _, order in ipairs(orders) do
  local key = ARGV[3] .. order
  local record = read_fields(key, FIELDS)
  if not record.status and redis.call('EXISTS', key) == 0 then
    redis.call('ZREM', due, order)
  elseif record.followed == LINES_FORGOTTEN then
    if is_withdrawal(order) then
      -- Its time has come; that of other records is in the listing.
      redis.call('DEL', key)
    end
    redis.call('ZREM', due, order)
  elseif not record.status or is_damaged(record) then
    -- Damaged: it comes again later and must not keep those behind it from their turn.
    put_off_until(later, order)
  else
    expire(key, due, order, record, now, listed)
    local unsettled = record.status == 'RESERVED' and record.settleAt and now >= tonumber(record.settleAt)
    if (record.status == 'PLACING' or record.status == 'RESERVED') and not unsettled then
      put_off_until(due_of(record), order)
    else
      put_off_until(later, order)
      reply[#reply + 1] = told(order, record)
    end
  end
end
if #put_off > 0 then
  redis.call('ZADD', due, unpack(put_off))
end
if #listed > 0 then
  redis.call('ZADD', listing_beside(due), unpack(listed))
end
return reply
