-- What an order holds of one SKU: a field of the SKU's reservations, "<state>:<quantity>:<attempt>".
-- States: R reserved, S sold, W withdrawn, L released (or the mark of a release that found nothing), X released and settled:
-- no bare decrement of this attempt is still to be recorded or returned.
-- Numbers that are kept as text are never turned into Lua numbers and back: above 10^14 Lua would print them rounded.

local function reservation_of(reservations, order)
  local value = redis.call('HGET', reservations, order)
  if not value then
    return nil
  end
  local state, quantity, attempt = string.match(value, '^(%a):(%d+):(%d+)$')
  return {state = state, quantity = tonumber(quantity), attempt = tonumber(attempt), attempt_text = attempt}
end

local function write_reservation(reservations, order, state, quantity, attempt_text)
  redis.call('HSET', reservations, order, state .. ':' .. quantity .. ':' .. attempt_text)
end

local function later(reservation, attempt_text)
  if reservation and reservation.attempt > tonumber(attempt_text) then
    return reservation.attempt_text
  end
  return attempt_text
end
