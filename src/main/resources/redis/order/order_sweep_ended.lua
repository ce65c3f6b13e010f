-- Looks at orders of a partition whose time to be forgotten has come: hands out what has followed so that its reservations can be
-- forgotten, and what is refused so that all of it can. Each that is handed out is put off, and so is one whose record is damaged.
-- KEYS: forgetting, then record of each order
-- ARGV: ms to put off, then the orders
-- Reply: as order_sweep
--@include lib/clock
--@include lib/record
--@include lib/sweep

local now = milliseconds(CLOCK_MICROS)
local later = text(now + tonumber(ARGV[1]))
local damaged = {}
local reply = {damaged}
local filed, done = {}, {}

look_through(KEYS[1], 2, 2, PASSED_MS, function(order, key, record, damage)
  if damage then
    file(filed, later, order)
    file(damaged, order, damage)
  elseif not record then
    done[#done + 1] = order
  elseif record.followed == LINES_FORGOTTEN then
    if is_withdrawal(order) then
      -- Its time has come; that of other records is in the listing.
      redis.call('DEL', key)
    end
    done[#done + 1] = order
  elseif record.followed or record.status == 'REFUSED' then
    file(filed, later, order)
    reply[#reply + 1] = told_of(order, record)
  else
    -- It was claimed again: what is to come of it is due.
    done[#done + 1] = order
  end
end)
refile(KEYS[1], filed, done)
return reply
