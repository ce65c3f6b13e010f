-- Forgetting what an order held of one SKU.
--@include lib/reservation

-- Forgets how a line ended, unless a newer attempt has written there. Units that were sold go on counting. Returns 1 when the
-- reservation is forgotten, else 0. Adds to `changes` what the caller is to write then.
local function forget(totals, reservations, order, attempt, changes)
  local held = reservation_of(reservations, order)
  if not held or held.state == 'R' or held.attempt > tonumber(attempt) then
    return 0
  end
  if held.state == 'S' then
    if redis.call('EXISTS', totals) == 0 then
      return 0
    end
    changes.soldForgotten = changes.soldForgotten + held.quantity
    changes.version = changes.version + 1
  end
  return forget_reservation(reservations, order)
end

-- Forgets the tombstone of a refused order's line, likewise. Anything else than a tombstone stays.
local function forget_tombstone(reservations, order, attempt)
  local held = reservation_of(reservations, order)
  if not held or (held.state ~= 'L' and held.state ~= 'X') or held.attempt > tonumber(attempt) then
    return 0
  end
  return forget_reservation(reservations, order)
end
