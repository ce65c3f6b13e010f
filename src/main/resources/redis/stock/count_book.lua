-- Books an announced stock count, once: what is supplied changes by its difference, and units of a loss that its order has not taken
-- are a shortfall. Units that its order did take come back in the same step, and fill it. A loss of more units than are supplied is
-- refused for good: others were booked since it was announced.
-- KEYS: totals, adjustment, the SKU's adjustments by their time, movements, available, reservations
-- ARGV: id, order that may have taken units, attempt of its record, '' to book without it, epoch
-- Reply: {'APPLIED' | 'DUPLICATE' | 'UNKNOWN' | 'MISSING' | 'DAMAGED' | 'PAUSED'} | {'TOO_FEW', supplied}
--        | {'EPOCH', the one that holds}; 'WAITED' behind APPLIED and TOO_FEW where orders wait for units that came
--@include lib/clock lib/count lib/movement lib/number lib/pause lib/reservation lib/shortfall lib/waiting

local totals, adjustment, adjustments, movements, available, reservations = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local id, order, attempt, epoch = ARGV[1], ARGV[2], ARGV[3], ARGV[4]

local supplied, present_epoch, paused, shortfall =
  unpack(redis.call('HMGET', totals, 'supplied', 'epoch', 'paused', 'shortfall'))
if not present_epoch then
  return {'UNKNOWN'}
end
if present_epoch ~= epoch then
  return {'EPOCH', present_epoch}
end
local form, state, reason = unpack(redis.call('HMGET', adjustment, 'delta', 'state', 'reason'))
local difference = count_difference(form)
if not difference then
  return {'MISSING'}
end
-- What is decided by now is not decided again: only the units of its order may be to come.
local decided = state ~= 'ANNOUNCED'
local held = attempt ~= '' and reservation_of(reservations, order) or nil
if decided and (attempt == '' or (held and held.state == 'W')) then
  return {state == 'APPLIED' and 'DUPLICATE' or state, supplied}
end
if attempt ~= '' and not (held and held.state == 'R') then
  return {'MISSING'}
end
if pause_holds(paused) then
  return {'PAUSED'}
end
-- Nothing is written before all that is written to is known to be a number.
if not is_integer(redis.call('GET', available) or '') or not is_whole(supplied or '') or not is_whole(shortfall or '0') then
  return {'DAMAGED'}
end
local refused = not decided and tonumber(supplied) + difference < 0
if decided or refused then
  difference = 0
end
supplied = redis.call('HINCRBY', totals, 'supplied', text(difference))
if difference < 0 then
  redis.call('HINCRBY', totals, 'shortfall', text(-difference))
end
local back = math.max(0, difference)
if held then
  back = back + held.quantity
  redis.call('HINCRBY', totals, 'reserved', -held.quantity)
  write_reservation(reservations, order, 'W', held.quantity, later(held, attempt))
end
local freed = fill_shortfall(totals, back)
if freed > 0 then
  redis.call('INCRBY', available, text(freed))
end
redis.call('HINCRBY', totals, 'version', 1)
if not decided then
  state = refused and 'TOO_FEW' or 'APPLIED'
  redis.call('HSET', adjustment, 'state', state)
  redis.call('ZADD', adjustments, NOW, adjustment)
  if not refused and is_count(form) then
    record_movement(movements, 'COUNT', text(difference), text(supplied), reason or '', id)
  end
end
return {state, text(supplied), waited_for(totals, freed)}
