-- Gives an order's reservation of a paused SKU the value that its record says, if it is still the one that the caller read. The
-- counters follow when the pause ends.
-- KEYS: totals, reservations, customers
-- ARGV: the pause, order, value that the caller read ('' for none), value that it gets ('' to remove it)
-- Reply: {'REPAIRED'} | {'MOVED'} when the value is another one | {'LOST'} when the pause is not the caller's any more
--@include lib/pause lib/reservation

local stock = {totals = KEYS[1], reservations = KEYS[2], customers = KEYS[3]}
local pause, order, read, repaired = ARGV[1], ARGV[2], ARGV[3], ARGV[4]

-- The value may be no reservation: that is what is repaired.
local function count(value, sign)
  local reservation = parse_reservation(value)
  if reservation and (reservation.state == 'R' or reservation.state == 'S') then
    count_for(stock, reservation.customer, sign * reservation.quantity)
  end
end

local paused = redis.call('HGET', stock.totals, 'paused')
if paused ~= pause or not pause_holds(paused) then
  return {'LOST'}
end
local value = redis.call('HGET', stock.reservations, order) or ''
if value == repaired then
  return {'REPAIRED'}
end
if value ~= read then
  return {'MOVED'}
end
if repaired == '' then
  redis.call('HDEL', stock.reservations, order)
else
  redis.call('HSET', stock.reservations, order, repaired)
  count(repaired, 1)
end
count(value, -1)
return {'REPAIRED'}
