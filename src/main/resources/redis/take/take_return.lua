-- Returns units that a bare DECRBY took below zero, once for an order and attempt, however often it is sent.
-- KEYS: available, totals, reservations
-- ARGV: order, attempt, quantity of the line, epoch, units taken
-- Reply: {'RETURNED', units available now} | {'UNKNOWN', 1} | {'STALE'}
--@include lib/reservation

local available, totals, reservations = KEYS[1], KEYS[2], KEYS[3]
local order, attempt, taken = ARGV[1], ARGV[2], tonumber(ARGV[5])
local epoch = redis.call('HGET', totals, 'epoch')
if not epoch then
  -- Nothing is known of this SKU: undo, and leave no counter behind that the decrements have created.
  if redis.call('INCRBY', available, taken) == 0 then
    redis.call('DEL', available)
  end
  return {'UNKNOWN', 1}
end
if epoch ~= ARGV[4] then
  -- The decrement has created a key of its own: no unit was in it, and it must not be taken for a counter.
  redis.call('DEL', available)
  return {'STALE'}
end
local held = reservation_of(reservations, order)
if held and (held.attempt > tonumber(attempt)
    or (held.attempt_text == attempt and held.state ~= 'L')) then
  return {'RETURNED', redis.call('GET', available)}
end
redis.call('INCRBY', available, taken)
redis.call('HINCRBY', totals, 'version', 1)
if held and held.state == 'R' then
  write_reservation(reservations, order, 'R', held.quantity, attempt, held.customer)
else
  write_reservation(reservations, order, 'X', 0, attempt)
end
return {'RETURNED', redis.call('GET', available)}
