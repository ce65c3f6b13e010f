-- Records units that a bare DECRBY has taken already: those that an order lacked of its line when the caller read it.
-- KEYS: the keys of the line (lib/take)
-- ARGV: order, attempt, the values of the line (lib/take), units taken
-- Reply: {'RESERVED'} | {'UNKNOWN', 1} | {'STALE'} | {'RESOLVED', state} | {'NOT_ON_SALE', 1} | {'LIMIT', 1, units}
--        | {'TOO_OFTEN', 1, ms}
-- Units are returned here only where the reservation itself shows that they have not been, so that this script sent twice
-- returns them once. Everywhere else they leak, and the audit finds them: a leak can be repaired, an oversale cannot.
--@include lib/late lib/reservation lib/sale lib/take

local order, attempt, line, taken = ARGV[1], ARGV[2], lines_of(1, 3)[1], tonumber(ARGV[4])

local epoch, sale = unpack(redis.call('HMGET', line.totals, 'epoch', 'sale'))
if not epoch then
  return {'UNKNOWN', 1}
end
if epoch ~= line.epoch then
  -- The decremented counter is not the product's any more: its key holds no unit.
  drop_stray(line.available)
  return {'STALE'}
end
if redis.call('EXISTS', line.available) == 0 then
  return {'UNKNOWN', 1}
end
local held = reservation_of(line.reservations, order)
if held and held.attempt > tonumber(attempt) then
  return {'STALE'}
end
if held and (held.state == 'S' or held.state == 'W') then
  return {'RESOLVED', held.state}
end
if held and held.attempt_text == attempt then
  if held.state == 'R' then
    return {held.quantity >= line.quantity and 'RESERVED' or 'STALE'}
  end
  if held.state == 'L' then
    -- Cancelled before it was recorded: the tombstone turns into X, so this happens once.
    redis.call('INCRBY', line.available, taken)
    redis.call('HINCRBY', line.totals, 'version', 1)
    write_reservation(line.reservations, order, 'X', 0, attempt)
  end
  return {'RESOLVED', held.state}
end
compare(line, held)
-- Units that the caller saw the order hold may have gone back meanwhile: then ours do not make up the line.
local refusal = line.needed > taken and {'STALE'} or over_limit({line}) or too_often({line}, order)
if line.needed > 0 and line.needed <= taken and not may_take(order, sale) then
  refusal = {'NOT_ON_SALE', 1}
end
if refusal then
  -- Ours go back, and the reservation shows that they have.
  redis.call('INCRBY', line.available, taken)
  redis.call('HINCRBY', line.totals, 'version', 1)
  if line.had > 0 then
    write_reservation(line.reservations, order, 'R', line.had, attempt, held.customer)
  else
    write_reservation(line.reservations, order, 'X', 0, attempt)
  end
  return refusal
end
-- An earlier attempt may have recorded its units meanwhile: as many of ours go back, and the raised attempt shows that they have.
if taken > line.needed then
  redis.call('INCRBY', line.available, taken - line.needed)
end
redis.call('HINCRBY', line.totals, 'reserved', line.needed)
hold(line, order, attempt, line.had + line.needed)
return {'RESERVED'}
