-- Gives an order's reservation of a paused SKU the value that its record says, if it is still what was looked at. The counters
-- follow when the pause ends.
-- KEYS: totals, reservations, customers
-- ARGV: the pause, order, value that was looked at ('' for none), value that it gets ('' to remove it)
-- Reply: {'REPAIRED'} | {'MOVED'} | {'LOST'} when the pause is not the caller's any more
--@include lib/clock
--@include lib/reservation
--@include lib/pause

local stock = {totals = KEYS[1], reservations = KEYS[2], customers = KEYS[3]}

-- What was looked at may be no reservation: that is what is repaired.
local function count(value, sign)
  local reservation = parse_reservation(value)
  if reservation and (reservation.state == 'R' or reservation.state == 'S') then
    count_for(stock, reservation.customer, sign * reservation.quantity)
  end
end

local paused = redis.call('HGET', stock.totals, 'paused')
if paused ~= ARGV[1] or not pause_holds(paused) then
  return {'LOST'}
end
local value = redis.call('HGET', stock.reservations, ARGV[2]) or ''
if value == ARGV[4] then
  return {'REPAIRED'}
end
if value ~= ARGV[3] then
  return {'MOVED'}
end
if ARGV[4] == '' then
  redis.call('HDEL', stock.reservations, ARGV[2])
else
  redis.call('HSET', stock.reservations, ARGV[2], ARGV[4])
  count(ARGV[4], 1)
end
count(value, -1)
return {'REPAIRED'}
