-- Resolves an in-doubt take: if it has happened it stands; if not, a tombstone rejects it from now on. Either answer is final.
-- KEYS: available, totals, reservations, and customers where it holds units that count for one
-- ARGV: order, attempt, epoch, quantity
-- Reply: {'RESERVED' | 'RELEASED' | 'NEWER' | 'DAMAGED' | 'PAUSED' | 'S' | 'W'} | {'EPOCH', the one that holds} | {'CUSTOMERS'};
--        behind RELEASED stands 'WAITED' where orders wait for the units that came back
--@include lib/pause lib/release lib/reservation lib/waiting

local stock = stock_at(1)
local order, attempt, epoch, quantity = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])

local held = reservation_of(stock.reservations, order)
if held and held.state == 'R' and held.attempt_text == attempt and held.quantity >= quantity then
  return {'RESERVED'}
end
local present_epoch, paused = unpack(redis.call('HMGET', stock.totals, 'epoch', 'paused'))
if not present_epoch then
  return {'RELEASED'}
end
if present_epoch ~= epoch then
  return {'EPOCH', present_epoch}
end
if held and held.state == 'R' and pause_holds(paused) then
  -- A later take finds another epoch; the units of an earlier attempt stay for now.
  return {'PAUSED'}
end
if lacks_customers(stock, held) then
  return {'CUSTOMERS'}
end
local changes = no_changes()
local outcome = release(stock, order, attempt, 0, changes)
local freed = write_changes(changes, stock)
return {outcome, waited_for(stock.totals, freed)}
