-- Gives back what an order holds of a SKU beyond the units that it keeps, unless a newer attempt holds it; leaves a tombstone
-- where it is to keep nothing and holds nothing.
-- KEYS: available, totals, reservations, and customers where it holds units that count for one
-- ARGV: order, attempt, epoch, units that it keeps
-- Reply: {'RELEASED' | 'NEWER' | 'DAMAGED' | 'UNKNOWN' | 'PAUSED' | 'S' | 'W'} | {'EPOCH', the one that holds} | {'CUSTOMERS'};
--        behind RELEASED stands 'WAITED' where orders wait for the units that came back
--@include lib/pause lib/release lib/reservation lib/waiting

local stock = stock_at(1)
local order, attempt, epoch, keep = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])

local present_epoch, paused = unpack(redis.call('HMGET', stock.totals, 'epoch', 'paused'))
if not present_epoch then
  return {'UNKNOWN'}
end
if present_epoch ~= epoch then
  return {'EPOCH', present_epoch}
end
local held = reservation_of(stock.reservations, order)
-- A tombstone changes no counter, so an order that holds nothing may end in a pause, too.
if held and held.state == 'R' and pause_holds(paused) then
  return {'PAUSED'}
end
if lacks_customers(stock, held) then
  return {'CUSTOMERS'}
end
local changes = no_changes()
local outcome = release(stock, order, attempt, keep, changes)
local freed = write_changes(changes, stock)
return {outcome, waited_for(stock.totals, freed)}
