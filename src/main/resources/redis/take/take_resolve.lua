-- Settles a take whose answer never came: either it has happened, then it stands; or it has not, then a mark sees to it that
-- it never will. Either way the answer is final.
-- KEYS: available, totals, reservations, and customers where it holds units that count for one
-- ARGV: order, attempt, epoch, quantity
-- Reply: {'RESERVED' | 'RELEASED' | 'NEWER' | 'DAMAGED' | 'PAUSED' | 'S' | 'W'} | {'EPOCH', the one that holds} | {'CUSTOMERS'}
--@include lib/clock
--@include lib/reservation
--@include lib/release
--@include lib/pause

local stock = stock_at(1)
local held = reservation_of(stock.reservations, ARGV[1])
if held and held.state == 'R' and held.attempt_text == ARGV[2] and held.quantity >= tonumber(ARGV[4]) then
  return {'RESERVED'}
end
local epoch, paused = unpack(redis.call('HMGET', stock.totals, 'epoch', 'paused'))
if not epoch then
  return {'RELEASED'}
end
if epoch ~= ARGV[3] then
  return {'EPOCH', epoch}
end
if held and held.state == 'R' and pause_holds(paused) then
  -- A take that comes later finds another epoch; what an earlier attempt holds stays for now.
  return {'PAUSED'}
end
if lacks_customers(stock, held) then
  return {'CUSTOMERS'}
end
return {release(stock, ARGV[1], ARGV[2])}
