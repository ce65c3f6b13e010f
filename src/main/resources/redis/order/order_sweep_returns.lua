-- Leases to the sweeper orders of a partition with returns that their products are still to settle. A leased order comes again after
-- the visibility timeout, and so does one whose record is damaged.
-- KEYS: returning, then record of each order
-- ARGV: visibility timeout in ms, then the orders
-- Reply: {{order, damage of its record, ...}, {order, field, value, ...}, ...}
--@include lib/clock lib/number lib/record lib/sweep

local returning = KEYS[1]
local visibility_timeout_ms, orders = tonumber(ARGV[1]), {unpack(ARGV, 2)}

local later = text(NOW_MS + visibility_timeout_ms)
local damaged = {}
local reply = {damaged}
local filed, done = {}, {}

look_through(returning, orders, 2, NOW_MS, function(order, key, record, damage)
  if damage then
    file(filed, later, order)
    file(damaged, order, damage)
  elseif not record or not record.returning then
    done[#done + 1] = order
  else
    file(filed, later, order)
    reply[#reply + 1] = {order, unpack(flat(record))}
  end
end)
refile(returning, filed, done)
return reply
