-- Looks at the orders of a partition that are due: expires what has passed its deadline, and hands out what is decided so that
-- its lines can follow, and what has a change of lines to be settled. Looks likewise at those whose time to be forgotten has
-- come, and hands out what has followed so that its reservations can be forgotten, and what is refused so that all of it can.
-- Each that is handed out is put off, so that one that fails comes again later and never blocks the others.
-- KEYS: due
-- ARGV: the most orders to look at of each list, ms to put off, prefix of the partition's record keys (same slot as KEYS[1])
-- Reply: {the most orders of a list that were looked at, {order, the fields told of its record, '' for none}, ...}
--@include lib_clock
--@include lib_record

-- What is told of an order that is handed out, in this order, and behind it what else decides about an order here.
local FIELDS = {
  'status', 'attempt', 'fingerprint', 'lines', 'beside', 'reference', 'customer', 'version', 'createdAt', 'updatedAt',
  'expiresAt', 'followed', 'revivedUntil', 'settleAt'
}
local TOLD = 12

local due, forgetting = KEYS[1], beside_due(KEYS[1], 'forgetting')
local now = milliseconds(CLOCK_MICROS)
local later = text(now + tonumber(ARGV[2]))
local reply = {0}

-- Orders are filed, and listed, together at the end: {score, order, score, order, ...} of each list.
local filed = {[due] = {}, [forgetting] = {}, [beside_due(due, 'orders')] = {}}
local listed = filed[beside_due(due, 'orders')]
local function file(list, score, order)
  local members = filed[list]
  members[#members + 1] = score
  members[#members + 1] = order
end

local function hand_out(list, order, record)
  file(list, later, order)
  local told = {order}
  for i = 1, TOLD do
    told[i + 1] = record[FIELDS[i]] or ''
  end
  reply[#reply + 1] = told
end

local function look_at_due(order, key, record)
  if not record.status or is_damaged(record) then
    -- It comes again later and must not keep those behind it from their turn.
    file(due, later, order)
  elseif record.followed or record.status == 'REFUSED' then
    -- An earlier version filed it here, or a repair.
    redis.call('ZREM', due, order)
    redis.call('ZADD', forgetting, 'NX', text(now + RESERVATIONS_KEPT_MS), order)
  else
    expire(key, due, order, record, now, listed)
    local unsettled = record.status == 'RESERVED' and record.settleAt and now >= tonumber(record.settleAt)
    if (record.status == 'PLACING' or record.status == 'RESERVED') and not unsettled then
      -- Past its deadline by one clock alone it comes again later, and keeps those behind it from nothing.
      file(due, tonumber(due_of(record)) > now and due_of(record) or later, order)
    else
      hand_out(due, order, record)
    end
  end
end

local function look_at_forgetting(order, key, record)
  if record.followed == LINES_FORGOTTEN then
    if is_withdrawal(order) then
      -- Its time has come; that of other records is in the listing.
      redis.call('DEL', key)
    end
    redis.call('ZREM', forgetting, order)
  elseif record.followed or record.status == 'REFUSED' then
    hand_out(forgetting, order, record)
  else
    -- It was claimed again: what is to come of it is due.
    redis.call('ZREM', forgetting, order)
  end
end

local function look_through(list, until_ms, look_at)
  local orders = redis.call('ZRANGEBYSCORE', list, '-inf', text(until_ms), 'LIMIT', 0, tonumber(ARGV[1]))
  for _, order in ipairs(orders) do
    local key = ARGV[3] .. order
    local record = read_fields(key, FIELDS)
    if record.status or redis.call('EXISTS', key) == 1 then
      look_at(order, key, record)
    else
      redis.call('ZREM', list, order)
    end
  end
  reply[1] = math.max(reply[1], #orders)
end

look_through(due, now, look_at_due)
look_through(forgetting, PASSED_MS, look_at_forgetting)
for list, members in pairs(filed) do
  if #members > 0 then
    redis.call('ZADD', list, unpack(members))
  end
end
return reply
