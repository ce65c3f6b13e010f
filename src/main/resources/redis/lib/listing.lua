-- The lists of a partition, and the changes of a record that they report. `orders` lists every order that a read would find by
-- its time of change; `events` is a stream with one entry for each version but those of PLACING. This library alone writes both,
-- in the step that writes the record. `due` lists when each order with work to come is looked at; `forgetting` lists those that
-- wait only to be forgotten, so that `due` stays short. An order that is claimed again may still be in `forgetting`: the sweep
-- removes it.
--
-- A partition is a table of those of its keys that a call has declared: due, orders, events, forgetting, search. A withdrawal
-- has neither `orders` nor `events`; where no events are kept, no call has `events`.
-- While a Cluster moves a slot, a key that a script has emptied is gone for the rest of that script, so every script adds to a
-- list before it removes from it.
--@include lib/clock lib/number lib/record lib/search

-- How long the reservations of a decided or refused order are kept: longer than any command can be late.
--@setting RESERVATIONS_KEPT_MS
-- How many events a partition keeps at least; 0: none are written.
--@setting EVENTS_MAX

-- The partition of which a call declares due, orders and events from KEYS[first] on.
local function partition_at(first)
  return {due = KEYS[first], orders = KEYS[first + 1], events = KEYS[first + 2]}
end

local function is_withdrawal(order)
  return string.sub(order, 2, 2) == ':'
end

-- Lists an order at the time of its change, and adds the event. A withdrawal is not an order. Where there is a table `listed`,
-- the caller writes its content to the listing: time and order, time and order, ...
local function announce(partition, order, kind, version, listed)
  if is_withdrawal(order) then
    return
  end
  if listed then
    listed[#listed + 1] = NOW
    listed[#listed + 1] = order
  else
    redis.call('ZADD', partition.orders, NOW, order)
  end
  -- PLACING is an order on its way: its outcome is the event.
  if EVENTS_MAX > 0 and kind ~= 'PLACING' then
    redis.call('XADD', partition.events, 'MAXLEN', '~', EVENTS_MAX, '*',
      'id', order, 'version', version, 'type', kind, 'occurredAt', NOW)
  end
end

local function unlist(partition, order)
  if not is_withdrawal(order) then
    redis.call('ZREM', partition.orders, order)
  end
end

-- Writes the record of an order that is claimed or placed, with more fields as names and values.
local function create_record(key, partition, order, status, version, ...)
  redis.call('HSET', key, 'status', status, 'version', version, 'createdAt', NOW, 'updatedAt', NOW, ...)
  announce(partition, order, status, version)
end

-- Every visible change of a record goes this way: some fields, one version more, its place in the listing, and one event that
-- names the kind of change: the status that it has now, EXTENDED, LINES_CHANGED or RETURNED. This one leaves the lines as settled
-- as they are.
local function change_beside_lines(key, partition, order, record, kind, fields, listed)
  fields.version = text(tonumber(record.version) + 1)
  fields.updatedAt = NOW
  write_record(key, record, fields)
  announce(partition, order, kind, fields.version, listed)
end

-- Likewise, and the lines are to be settled after it.
local function change(key, partition, order, record, kind, fields, listed)
  change_beside_lines(key, partition, order, record, kind, fields, listed)
  if record.followed then
    record.followed = nil
    redis.call('HDEL', key, 'followed')
  end
end

local function change_status(key, partition, order, record, status, listed)
  change(key, partition, order, record, status, {status = status}, listed)
end

-- These orders wait only for their reservations to be forgotten, when no command can be late.
local function await_forgetting(partition, orders)
  if #orders == 0 then
    return
  end
  local at = text(NOW_MS + RESERVATIONS_KEPT_MS)
  local filed = {}
  for i, order in ipairs(orders) do
    filed[2 * i - 1] = at
    filed[2 * i] = order
  end
  redis.call('ZADD', partition.forgetting, unpack(filed))
  redis.call('ZREM', partition.due, unpack(orders))
end

-- Records that the lines of an order are settled, on condition that it is still at that version. Returns whether its reservations
-- are to be forgotten from then on.
local function record_settled(key, meant)
  local version, followed = unpack(redis.call('HMGET', key, 'version', 'followed'))
  -- A late settlement, after they were forgotten, may have left a tombstone: they are forgotten once more.
  if version ~= meant or followed == LINES_FOLLOWED then
    return false
  end
  redis.call('HSET', key, 'followed', LINES_FOLLOWED)
  return true
end

-- A refused order is no order any more; its record stays as long as the tombstones of its lines.
local function refuse(key, partition, order, record, attempt)
  write_record(key, record, {status = 'REFUSED', attempt = attempt, updatedAt = NOW})
  if record.searched then
    unindex_order(partition, order, record.searched)
    redis.call('HDEL', key, 'searched')
  end
  unlist(partition, order)
  await_forgetting(partition, {order})
end
