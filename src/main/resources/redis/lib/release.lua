-- Giving back what an order holds of one SKU.
--@include lib/reservation

-- Gives back what an order holds beyond the units that it keeps: those that its record lists, none by default. The rest has this
-- attempt from then on, so that a late take of an older attempt is rejected. Returns 'NEWER' when a newer attempt holds the
-- units, 'DAMAGED' when they have no counter to go back to, 'RELEASED' when this or an earlier call gave them back, and otherwise
-- the state they ended in. Adds to `shared`, where the caller passes it, the changes that the caller writes.
local function release(stock, order, attempt, keep, shared)
  keep = keep or 0
  local changes = shared or no_changes()
  local held = reservation_of(stock.reservations, order)
  if held and held.attempt > tonumber(attempt) then
    return 'NEWER'
  end
  if held and (held.state == 'S' or held.state == 'W') then
    return held.state
  end
  local back = 0
  if held and held.state == 'R' then
    back = math.max(0, held.quantity - keep)
  end
  if back > 0 then
    if not has_counter(changes, stock.available) then
      return 'DAMAGED'
    end
    changes.given_back = changes.given_back + back
    changes.reserved = changes.reserved - back
    count_off(changes, held, back)
  end
  if keep > 0 then
    -- A listed line of which nothing is held gets no tombstone: it is damage, and the audit reports it.
    if held and held.state == 'R' and (back > 0 or held.attempt_text ~= attempt) then
      write_reservation(stock.reservations, order, 'R', held.quantity - back, attempt, held.customer)
      changes.version = changes.version + 1
    end
  elseif not (held and held.state == 'X' and held.attempt_text == attempt) then
    -- Units that this attempt itself has recorded leave no decrement open: a record or a return that is sent again finds X.
    local settled = held and held.state == 'R' and held.attempt_text == attempt
    write_reservation(stock.reservations, order, settled and 'X' or 'L', 0, attempt)
    changes.version = changes.version + 1
  end
  if not shared then
    write_changes(changes, stock)
  end
  return 'RELEASED'
end
