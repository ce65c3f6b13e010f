-- Selling what an order has reserved of one SKU. Needs lib_reservation.

-- Sells as many units as the decided record lists; what is reserved beyond that goes back. Answers 'SOLD' when this or an
-- earlier call sold them, 'MISSING' when they are not reserved as the record says, 'DAMAGED' when there are units to give back
-- and no counter for them.
local function sell(available, totals, reservations, order, attempt, quantity)
  local held = reservation_of(reservations, order)
  if held and held.state == 'S' then
    return 'SOLD'
  end
  if not held or held.state ~= 'R' or held.quantity < quantity or held.attempt > tonumber(attempt) then
    return 'MISSING'
  end
  local beyond = held.quantity - quantity
  if beyond > 0 then
    if redis.call('EXISTS', available) == 0 then
      return 'DAMAGED'
    end
    redis.call('INCRBY', available, beyond)
    count_for(reservations, held.customer, -beyond)
  end
  redis.call('HINCRBY', totals, 'reserved', -held.quantity)
  redis.call('HINCRBY', totals, 'sold', quantity)
  redis.call('HINCRBY', totals, 'version', 1)
  write_reservation(reservations, order, 'S', quantity, later(held, attempt), held.customer)
  return 'SOLD'
end
