-- Selling what an order has reserved of one SKU.
--@include lib/reservation

-- Sells as many units as the decided record lists, and gives back those reserved beyond that. Returns 'SOLD' when this or an
-- earlier call sold them, 'MISSING' when they are not reserved as the record says, 'DAMAGED' when there are units to give back
-- and no counter for them. Adds to `shared`, where the caller passes it, the changes that the caller writes.
local function sell(stock, order, attempt, quantity, shared)
  local held = reservation_of(stock.reservations, order)
  if held and held.state == 'S' then
    return 'SOLD'
  end
  if not held or held.state ~= 'R' or held.quantity < quantity or held.attempt > tonumber(attempt) then
    return 'MISSING'
  end
  local changes = shared or no_changes()
  local beyond = held.quantity - quantity
  if beyond > 0 then
    if not has_counter(changes, stock.available) then
      return 'DAMAGED'
    end
    changes.given_back = changes.given_back + beyond
    count_off(changes, held, beyond)
  end
  changes.reserved = changes.reserved - held.quantity
  changes.sold = changes.sold + quantity
  changes.version = changes.version + 1
  write_reservation(stock.reservations, order, 'S', quantity, later(held, attempt), held.customer)
  if not shared then
    write_changes(changes, stock)
  end
  return 'SOLD'
end
