-- Settles lines of one SKU, some hundreds at most, each of another order: applies the decided status of each order to its line. A
-- line that fails keeps no other from being settled.
-- KEYS: available, totals, reservations, and customers where they hold units that count for one
-- ARGV: epoch, then of each line: 'SELL' | 'RELEASE' | 'FORGET' | 'FORGET_TOMBSTONE', order, attempt, units that its record lists
-- Reply: for each line: the result of lib/sell or lib/release, or how many were forgotten ('0' | '1'), 'UNKNOWN' where Redis does
--        not know the SKU, 'PAUSED' for a step that changes the counters of a paused SKU or what they are made of, 'DAMAGED'
--        where the stored value is no reservation | {'EPOCH', the one that holds} | {'CUSTOMERS'}; 'WAITED' behind the lines where
--        orders wait for the units that came back
--@include lib/forget lib/number lib/pause lib/release lib/reservation lib/sell lib/waiting

local stock = stock_at(1)
local epoch = ARGV[1]
local lines, orders = {}, {}
for i = 2, #ARGV, 4 do
  lines[#lines + 1] = {step = ARGV[i], order = ARGV[i + 1], attempt = ARGV[i + 2], quantity = tonumber(ARGV[i + 3])}
  orders[#orders + 1] = ARGV[i + 1]
end

local present_epoch, paused, reserved, sold, forgotten = unpack(
  redis.call('HMGET', stock.totals, 'epoch', 'paused', 'reserved', 'sold', 'soldForgotten'))
if present_epoch and present_epoch ~= epoch then
  return {'EPOCH', present_epoch}
end
paused = pause_holds(paused)
for _, total in ipairs({reserved or '0', sold or '0', forgotten or '0'}) do
  if not is_integer(total) then
    -- The write at the end would fail after the reservations are written.
    return redis.error_reply('DAMAGED a total is no number')
  end
end
read_reservations(stock.reservations, orders)

-- A tombstone changes no counter: a pause keeps no line from getting it, and none from forgetting it.
local function must_wait(line)
  if not paused or line.step == 'FORGET_TOMBSTONE' then
    return false
  end
  local held = line.step == 'RELEASE' and reservation_of(stock.reservations, line.order)
  return line.step ~= 'RELEASE' or (held and held.state == 'R')
end

local changes = no_changes()
local function settle(line)
  if known[line.order] and not parse_reservation(known[line.order]) then
    return 'DAMAGED'
  elseif must_wait(line) then
    return 'PAUSED'
  elseif line.step == 'FORGET' then
    return tostring(forget(stock.totals, stock.reservations, line.order, line.attempt, changes))
  elseif line.step == 'FORGET_TOMBSTONE' then
    return tostring(forget_tombstone(stock.reservations, line.order, line.attempt))
  elseif present_epoch and line.step == 'SELL' then
    return sell(stock, line.order, line.attempt, line.quantity, changes)
  elseif present_epoch and line.step == 'RELEASE' then
    return release(stock, line.order, line.attempt, 0, changes)
  end
  return 'UNKNOWN'
end

local reply = {}
for number, line in ipairs(lines) do
  reply[number] = settle(line)
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
local freed = write_changes(changes, stock)
reply[#reply + 1] = waited_for(stock.totals, freed)
return reply
