-- Brings lines of one SKU, some hundreds at most, each of another order, to where their orders' records say. Each is judged apart.
-- KEYS: available, totals, reservations, and customers where they hold units that count for one
-- ARGV: epoch, then of each line: 'SELL' | 'RELEASE' | 'FORGET' | 'FORGET_MARK', order, attempt, units that its record lists
-- Reply: {as sell of lib_sell and line_release answer, or how many were forgotten, for each}; 'PAUSED' for what would change the counters
--        of a SKU that is paused, or what they are made of; 'DAMAGED' where what is stored is no reservation | {'EPOCH', the one that holds} | {'CUSTOMERS'}
--@include lib/clock
--@include lib/reservation
--@include lib/release
--@include lib/sell
--@include lib/forget
--@include lib/pause

local stock = stock_at(1)
local epoch, paused, reserved, sold, forgotten = unpack(
  redis.call('HMGET', stock.totals, 'epoch', 'paused', 'reserved', 'sold', 'soldForgotten'))
if epoch and epoch ~= ARGV[1] then
  return {'EPOCH', epoch}
end
paused = pause_holds(paused)
for _, total in ipairs({reserved or '0', sold or '0', forgotten or '0'}) do
  if not is_integer(total) then
    -- It could not be written at the end, when the reservations are.
    return redis.error_reply('DAMAGED a total is no number')
  end
end

local orders = {}
for i = 3, #ARGV, 4 do
  orders[#orders + 1] = ARGV[i]
end
read_reservations(stock.reservations, orders)

-- A mark changes no counter: it may be left, and forgotten, in a pause too.
local function must_wait(step, order)
  if not paused or step == 'FORGET_MARK' then
    return false
  end
  local held = step == 'RELEASE' and reservation_of(stock.reservations, order)
  return step ~= 'RELEASE' or (held and held.state == 'R')
end

local changes = no_changes()
local reply = {}
for i = 2, #ARGV, 4 do
  local step, order, attempt = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  local answer = 'UNKNOWN'
  if known[order] and not parse_reservation(known[order]) then
    answer = 'DAMAGED'
  elseif must_wait(step, order) then
    answer = 'PAUSED'
  elseif step == 'FORGET' then
    answer = tostring(forget(stock.totals, stock.reservations, order, attempt, changes))
  elseif step == 'FORGET_MARK' then
    answer = tostring(forget_mark(stock.reservations, order, attempt))
  elseif epoch and step == 'SELL' then
    answer = sell(stock, order, attempt, tonumber(ARGV[i + 3]), changes)
  elseif epoch and step == 'RELEASE' then
    answer = release(stock, order, attempt, 0, changes)
  end
  reply[#reply + 1] = answer
end
for customer in pairs(changes.counted) do
  if not stock.customers then
    return {'CUSTOMERS'}
  end
  if not is_integer(redis.call('HGET', stock.customers, customer) or '0') then
    return redis.error_reply('DAMAGED what is stored of a customer is no number')
  end
end
write_reservations(stock.reservations)
write_changes(changes, stock)
return reply
