-- Giving back what an order holds of one SKU. Needs lib_reservation.

-- Answers 'NEWER' when a newer attempt holds the units, 'DAMAGED' when they have no counter to go back to, 'RELEASED' when
-- this or an earlier call gave them back, and otherwise the state they ended in.
local function release(available, totals, reservations, order, attempt)
  local held = reservation_of(reservations, order)
  if held and held.attempt > tonumber(attempt) then
    return 'NEWER'
  end
  if held and (held.state == 'S' or held.state == 'W') then
    return held.state
  end
  if held and held.state == 'R' then
    if redis.call('EXISTS', available) == 0 then
      return 'DAMAGED'
    end
    redis.call('INCRBY', available, held.quantity)
    redis.call('HINCRBY', totals, 'reserved', -held.quantity)
  end
  if not (held and held.state == 'X' and held.attempt_text == attempt) then
    -- What this attempt itself has recorded leaves no decrement of it open: a record or a return that is sent again finds X.
    local settled = held and held.state == 'R' and held.attempt_text == attempt
    write_reservation(reservations, order, settled and 'X' or 'L', 0, attempt)
    redis.call('HINCRBY', totals, 'version', 1)
  end
  return 'RELEASED'
end
