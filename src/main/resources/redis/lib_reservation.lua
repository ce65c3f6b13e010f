-- What an order holds of one SKU: a field of the SKU's reservations, "<state>:<quantity>:<attempt>", and ":<customer>" behind it
-- where its units count for a customer.
-- States: R reserved, S sold, W withdrawn, L released (or the mark of a release that found nothing), X released and settled:
-- no bare decrement of this attempt is still to be recorded or returned.
-- Numbers that are kept as text are never turned into Lua numbers and back: above 10^14 Lua would print them rounded.

local function reservation_of(reservations, order)
  local value = redis.call('HGET', reservations, order)
  if not value then
    return nil
  end
  local state, quantity, attempt, customer = string.match(value, '^(%a):(%d+):(%d+):?(.*)$')
  return {
    state = state, quantity = tonumber(quantity), attempt = tonumber(attempt), attempt_text = attempt,
    customer = customer ~= '' and customer or nil
  }
end

local function write_reservation(reservations, order, state, quantity, attempt_text, customer)
  redis.call('HSET', reservations, order,
    state .. ':' .. quantity .. ':' .. attempt_text .. (customer and ':' .. customer or ''))
end

local function later(reservation, attempt_text)
  if reservation and reservation.attempt > tonumber(attempt_text) then
    return reservation.attempt_text
  end
  return attempt_text
end

-- How many units each customer has, reserved and sold: a hash beside the SKU's reservations, in the same slot. It is changed in
-- the step that changes a reservation with a customer, by as many units, so that it is always their sum.
local function customers_beside(reservations)
  return (string.gsub(reservations, 'reservations$', 'customers'))
end

local function count_for(reservations, customer, units)
  if customer and units ~= 0 then
    local customers = customers_beside(reservations)
    if redis.call('HINCRBY', customers, customer, units) <= 0 then
      redis.call('HDEL', customers, customer)
    end
  end
end
