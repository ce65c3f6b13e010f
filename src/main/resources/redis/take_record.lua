-- Records units that a bare DECRBY has taken already.
-- KEYS: available, totals, reservations
-- ARGV: order, attempt, quantity, epoch
-- Reply: {'RESERVED'} | {'UNKNOWN', 1} | {'STALE'} | {'RESOLVED', state}
-- Units are returned here only where the reservation itself shows that they have not been, so that this script sent twice
-- returns them once. Everywhere else they leak, and the audit finds them: a leak can be repaired, an oversale cannot.
--@include lib_reservation

local available, totals, reservations = KEYS[1], KEYS[2], KEYS[3]
local order, attempt, quantity = ARGV[1], ARGV[2], tonumber(ARGV[3])
local epoch = redis.call('HGET', totals, 'epoch')
if not epoch or redis.call('EXISTS', available) == 0 then
  return {'UNKNOWN', 1}
end
if epoch ~= ARGV[4] then
  return {'STALE'}
end
local held = reservation_of(reservations, order)
if held and held.attempt > tonumber(attempt) then
  return {'STALE'}
end
if held and (held.state == 'S' or held.state == 'W') then
  return {'RESOLVED', held.state}
end
if held and held.attempt_text == attempt then
  if held.state == 'R' then
    return {'RESERVED'}
  end
  if held.state == 'L' then
    -- Cancelled before it was recorded: the mark turns into X, so this happens once.
    redis.call('INCRBY', available, quantity)
    redis.call('HINCRBY', totals, 'version', 1)
    write_reservation(reservations, order, 'X', 0, attempt)
  end
  return {'RESOLVED', held.state}
end
if held and held.state == 'R' then
  -- An earlier attempt recorded its units meanwhile: ours go back, and the raised attempt shows that they have.
  redis.call('INCRBY', available, quantity)
  write_reservation(reservations, order, 'R', held.quantity, attempt)
else
  redis.call('HINCRBY', totals, 'reserved', quantity)
  write_reservation(reservations, order, 'R', quantity, attempt)
end
redis.call('HINCRBY', totals, 'version', 1)
return {'RESERVED'}
