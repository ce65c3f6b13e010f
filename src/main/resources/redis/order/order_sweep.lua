-- Looks at orders of a partition that are due: expires what has passed its deadline, and hands out what is decided so that
-- its lines can follow, and what has a change of lines to be settled.
-- Each that is handed out is put off, so that one that fails comes again later and never blocks the others; so is one whose
-- record is damaged.
-- KEYS: due, forgetting, orders, events where events are kept, then record of each order
-- ARGV: ms to put off, then the orders
-- Reply: {{order, what is wrong with its record, ...}, {order, the fields told of its record, '' for none}, ...}
--@include lib/clock
--@include lib/record
--@include lib/sweep

local events = EVENTS_MAX > 0
local partition = {due = KEYS[1], forgetting = KEYS[2], orders = KEYS[3], events = events and KEYS[4] or nil}
local now = milliseconds(CLOCK_MICROS)
local later = text(now + tonumber(ARGV[1]))
local damaged = {}
local reply = {damaged}
local due, forgetting, listed, done = {}, {}, {}, {}

look_through(partition.due, events and 5 or 4, 2, now, function(order, key, record, damage)
  if damage then
    file(due, later, order)
    file(damaged, order, damage)
  elseif not record then
    done[#done + 1] = order
  elseif record.followed or record.status == 'REFUSED' then
    -- An earlier version filed it here, or a repair.
    file(forgetting, text(now + RESERVATIONS_KEPT_MS), order)
    done[#done + 1] = order
  else
    expire(key, partition, order, record, now, listed)
    local unsettled = record.status == 'RESERVED' and record.settleAt and now >= tonumber(record.settleAt)
    if (record.status == 'PLACING' or record.status == 'RESERVED') and not unsettled then
      -- Past its deadline by one clock alone it comes again later, and keeps those behind it from nothing.
      file(due, tonumber(due_of(record)) > now and due_of(record) or later, order)
    else
      file(due, later, order)
      reply[#reply + 1] = told_of(order, record)
    end
  end
end)
if #forgetting > 0 then
  redis.call('ZADD', partition.forgetting, 'NX', unpack(forgetting))
end
refile(partition.orders, listed, {})
refile(partition.due, due, done)
return reply
