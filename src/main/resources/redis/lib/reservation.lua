-- What an order holds of one SKU: a field of the SKU's reservations, "<state>:<quantity>:<attempt>", and ":<customer>" behind it
-- where its units count for a customer. States: R reserved, S sold, W withdrawn; the tombstones L, released (or a release that
-- found nothing), and X, released and closed: no bare decrement of this attempt is still to be recorded or returned. Numbers that
-- are kept as text are never turned into Lua numbers and back: above 10^14 Lua would print them rounded.
--@include lib/number lib/shortfall

-- Reservations of one SKU that a script for many lines reads at its start and writes at its end: each order that was read has its
-- value here, or false. Nil in scripts for few lines.
local known, written, removed

-- Parses a stored reservation; nil when it is none. Reservation in the service judges alike.
local function parse_reservation(value)
  local state, quantity, attempt, customer = string.match(value .. ':', '^([RSWLX]):(%d+):(%d+):(.*)$')
  if not state or #quantity > 9 or #attempt > 18 then
    return nil
  end
  customer = string.sub(customer, 1, -2)
  return {
    state = state, quantity = tonumber(quantity), attempt = tonumber(attempt), attempt_text = attempt,
    customer = customer ~= '' and customer or nil
  }
end

-- Returns what an order holds, nil when nothing. A damaged value ends the script: each script reads before it writes.
local function reservation_of(reservations, order)
  local value
  if known then
    value = known[order]
  else
    value = redis.call('HGET', reservations, order)
  end
  if not value then
    return nil
  end
  return parse_reservation(value) or error({err = 'DAMAGED what is stored for order ' .. order .. ' is no reservation'})
end

local function write_reservation(reservations, order, state, quantity, attempt_text, customer)
  local value = state .. ':' .. quantity .. ':' .. attempt_text .. (customer and ':' .. customer or '')
  if known then
    known[order] = value
    removed[order] = nil
    written[#written + 1] = order
    written[#written + 1] = value
  else
    redis.call('HSET', reservations, order, value)
  end
end

local function forget_reservation(reservations, order)
  if known then
    known[order] = false
    removed[order] = true
    return 1
  end
  return redis.call('HDEL', reservations, order)
end

-- Reads the reservations of all orders that the script is about, each once.
local function read_reservations(reservations, orders)
  known, written, removed = {}, {}, {}
  for i, value in ipairs(redis.call('HMGET', reservations, unpack(orders))) do
    known[orders[i]] = value
  end
end

local function write_reservations(reservations)
  if #written > 0 then
    redis.call('HSET', reservations, unpack(written))
  end
  local gone = {}
  for order in pairs(removed) do
    gone[#gone + 1] = order
  end
  if #gone > 0 then
    redis.call('HDEL', reservations, unpack(gone))
  end
end

local function later(reservation, attempt_text)
  if reservation and reservation.attempt > tonumber(attempt_text) then
    return reservation.attempt_text
  end
  return attempt_text
end

-- The keys of a SKU, which a call declares from KEYS[first] on; customers is nil where it declares none. A script that needs them
-- replies 'CUSTOMERS' before it writes, and the service repeats the call with them. The counter is that of an epoch: where
-- another epoch holds, the script replies which, and the service repeats the call with that.
local function stock_at(first)
  return {available = KEYS[first], totals = KEYS[first + 1], reservations = KEYS[first + 2], customers = KEYS[first + 3]}
end

-- `customers` holds how many units each customer has, reserved and sold. The step that changes a reservation with a customer
-- changes it by as many units, so that it is always their sum.
local function count_for(stock, customer, units)
  if customer and units ~= 0 and redis.call('HINCRBY', stock.customers, customer, units) <= 0 then
    redis.call('HDEL', stock.customers, customer)
  end
end

-- Whether giving back units of a reservation needs a key that the call has not declared.
local function lacks_customers(stock, reservation)
  return reservation and reservation.state == 'R' and reservation.customer and not stock.customers
end

-- What a step changes in the counters of its SKU. Steps for many lines of a SKU in one script share one of these, and write it
-- once, at their end: their replies depend on reservations, which each of them reads and writes itself.
local function no_changes()
  return {given_back = 0, reserved = 0, sold = 0, soldForgotten = 0, version = 0, counted = {}}
end

-- Counts so many units less for the customer of a reservation.
local function count_off(changes, reservation, units)
  if reservation.customer then
    changes.counted[reservation.customer] = (changes.counted[reservation.customer] or 0) - units
  end
end

-- Whether units have a counter to go back to.
local function has_counter(changes, available)
  if changes.counter == nil then
    local value = redis.call('GET', available)
    changes.counter = value and is_integer(value)
  end
  return changes.counter
end

-- Writes changes; returns how many of the units that came back are available: they fill a shortfall first.
local function write_changes(changes, stock)
  for customer, units in pairs(changes.counted) do
    count_for(stock, customer, units)
  end
  local freed = fill_shortfall(stock.totals, changes.given_back)
  if freed > 0 then
    redis.call('INCRBY', stock.available, freed)
  end
  for _, name in ipairs({'reserved', 'sold', 'soldForgotten', 'version'}) do
    if changes[name] ~= 0 then
      redis.call('HINCRBY', stock.totals, name, changes[name])
    end
  end
  return freed
end
