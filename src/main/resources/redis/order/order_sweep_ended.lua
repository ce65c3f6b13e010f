-- Looks at orders of a partition whose time to be forgotten has come: leases to the sweeper those that are settled, whose
-- reservations it forgets, and those that are refused, of which it forgets all. A leased order comes again after the visibility
-- timeout, and so does one whose record is damaged.
-- KEYS: forgetting, then record of each order
-- ARGV: visibility timeout in ms, then the orders
-- Reply: that of order_sweep
--@include lib/clock lib/listing lib/number lib/record lib/sweep

local forgetting = KEYS[1]
local visibility_timeout_ms, orders = tonumber(ARGV[1]), {unpack(ARGV, 2)}

local later = text(NOW_MS + visibility_timeout_ms)
local damaged = {}
local reply = {damaged}
local filed, done = {}, {}

look_through(forgetting, orders, 2, PASSED_MS, function(order, key, record, damage)
  if damage then
    file(filed, later, order)
    file(damaged, order, damage)
  elseif not record then
    done[#done + 1] = order
  elseif record.followed == LINES_FORGOTTEN then
    if is_withdrawal(order) then
      -- Its time has come; the listing has the time of other records.
      redis.call('DEL', key)
    end
    done[#done + 1] = order
  elseif record.followed or record.status == 'REFUSED' then
    file(filed, later, order)
    reply[#reply + 1] = leased(order, record)
  else
    -- It was claimed again: `due` has it.
    done[#done + 1] = order
  end
end)
refile(forgetting, filed, done)
return reply
