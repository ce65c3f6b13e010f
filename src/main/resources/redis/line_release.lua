-- Gives back what an order holds of a SKU beyond the units that it keeps, unless a newer attempt holds it; leaves a mark where
-- it is to keep nothing and holds nothing.
-- KEYS: available, totals, reservations, customers
-- ARGV: order, attempt, epoch, units that it keeps
-- Reply: {'RELEASED' | 'NEWER' | 'DAMAGED' | 'UNKNOWN' | 'PAUSED' | 'S' | 'W'} | {'EPOCH', the one that holds}
--@include lib_clock
--@include lib_reservation
--@include lib_release
--@include lib_pause

local stock = stock_at(1)
local epoch, paused = unpack(redis.call('HMGET', stock.totals, 'epoch', 'paused'))
if not epoch then
  return {'UNKNOWN'}
end
if epoch ~= ARGV[3] then
  return {'EPOCH', epoch}
end
if pause_holds(paused) then
  -- A mark changes no counter, so an order that holds nothing may end in a pause, too.
  local held = reservation_of(stock.reservations, ARGV[1])
  if held and held.state == 'R' then
    return {'PAUSED'}
  end
end
return {release(stock, ARGV[1], ARGV[2], tonumber(ARGV[4]))}
