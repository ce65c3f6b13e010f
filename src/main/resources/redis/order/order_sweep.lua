-- Looks at orders of a partition that are due: expires those past their deadline, and leases to the sweeper those that are
-- decided, whose lines it settles, and those that have a change of lines to finish. A leased order is due again after the
-- visibility timeout, so that one that fails comes again later and never blocks the others; so is one whose record is damaged.
-- KEYS: due, forgetting, orders, events where events are kept, then record of each order
-- ARGV: visibility timeout in ms, then the orders
-- Reply: {{order, damage of its record, ...}, {order, the leased fields of its record (lib/sweep), '' for none}, ...}
--@include lib/clock lib/deadline lib/listing lib/number lib/sweep

local has_events = EVENTS_MAX > 0
local partition = {due = KEYS[1], forgetting = KEYS[2], orders = KEYS[3], events = has_events and KEYS[4] or nil}
local first_record = has_events and 5 or 4
local visibility_timeout_ms, orders = tonumber(ARGV[1]), {unpack(ARGV, 2)}

local later = text(NOW_MS + visibility_timeout_ms)
local damaged = {}
local reply = {damaged}
local due, forgetting, listed, done = {}, {}, {}, {}

look_through(partition.due, orders, first_record, NOW_MS, function(order, key, record, damage)
  if damage then
    file(due, later, order)
    file(damaged, order, damage)
  elseif not record then
    done[#done + 1] = order
  elseif record.followed or record.status == 'REFUSED' then
    -- An earlier version filed it here, or a repair.
    file(forgetting, text(NOW_MS + RESERVATIONS_KEPT_MS), order)
    done[#done + 1] = order
  else
    expire(key, partition, order, record, listed)
    local unfinished = record.status == 'RESERVED' and record.settleAt and NOW_MS >= tonumber(record.settleAt)
    if (record.status == 'PLACING' or record.status == 'RESERVED') and not unfinished then
      -- Past its deadline by one clock alone it comes again later, and delays no other.
      file(due, tonumber(due_of(record)) > NOW_MS and due_of(record) or later, order)
    else
      file(due, later, order)
      reply[#reply + 1] = leased(order, record)
    end
  end
end)
if #forgetting > 0 then
  redis.call('ZADD', partition.forgetting, 'NX', unpack(forgetting))
end
refile(partition.orders, listed, {})
refile(partition.due, due, done)
return reply
