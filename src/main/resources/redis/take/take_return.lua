-- Returns units that a bare DECRBY took below zero, once for an order and attempt, however often it is sent.
-- KEYS: the keys of the line (lib/take)
-- ARGV: order, attempt, the values of the line (lib/take), units taken
-- Reply: {'RETURNED', units available now} | {'UNKNOWN', 1} | {'STALE'}; 'WAITED' behind RETURNED where orders wait for units there
--@include lib/late lib/number lib/reservation lib/take lib/waiting

local order, attempt, line, taken = ARGV[1], ARGV[2], lines_of(1, 3)[1], tonumber(ARGV[4])
local available, totals, reservations = line.available, line.totals, line.reservations

local epoch = redis.call('HGET', totals, 'epoch')
if not epoch then
  -- This SKU is unknown: undo, and leave no counter behind that the decrements have created.
  if redis.call('INCRBY', available, taken) == 0 then
    redis.call('DEL', available)
  end
  return {'UNKNOWN', 1}
end
if epoch ~= line.epoch then
  -- The decrement has created a key of its own: no unit was in it, and it must not pass for a counter.
  drop_stray(available)
  return {'STALE'}
end
local held = reservation_of(reservations, order)
if held and (held.attempt > tonumber(attempt)
    or (held.attempt_text == attempt and held.state ~= 'L')) then
  return {'RETURNED', redis.call('GET', available)}
end
local left = redis.call('INCRBY', available, taken)
redis.call('HINCRBY', totals, 'version', 1)
if held and held.state == 'R' then
  write_reservation(reservations, order, 'R', held.quantity, attempt, held.customer)
else
  write_reservation(reservations, order, 'X', 0, attempt)
end
-- Below zero no unit is back: the return that brings the counter above it is the one to signal.
return {'RETURNED', text(left), waited_for(totals, math.min(taken, left))}
