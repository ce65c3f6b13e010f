-- Settles what an order returns of a SKU, once for each of its returns, whether or not the reservation that sold the units is kept.
-- KEYS: the SKU's settled returns by their time, movements, then available, totals, reservations, and customers where the units count for one
-- ARGV: order, number of the return, its time in ms, epoch, units restocked, written off, not shipped
-- Reply: {'RETURNED'} when this or an earlier call settled it | {'LATE'} when it is so old that none would remember whether it was
--        settled | {'MISSING'} when the units are not sold | {'DAMAGED'} when the counters do not have them | {'UNKNOWN'} | {'PAUSED'}
--        | {'EPOCH', the one that holds} | {'CUSTOMERS'}; 'WAITED' behind RETURNED where orders wait for the units that came back
--@include lib/clock lib/movement lib/number lib/pause lib/reservation lib/waiting
--@setting ORDERS_KEPT_MS

local settled, movements, stock = KEYS[1], KEYS[2], stock_at(3)
local order, number, at, epoch = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4]
local restocked, written_off, not_shipped = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])

-- More than one, so that they become fewer once they are too many.
local FORGOTTEN_MAX = 4

local present_epoch, paused, sold, forgotten, supplied, shortfall = unpack(
  redis.call('HMGET', stock.totals, 'epoch', 'paused', 'sold', 'soldForgotten', 'supplied', 'shortfall'))
if not present_epoch then
  return {'UNKNOWN'}
end
local member = order .. ':' .. number
if redis.call('ZSCORE', settled, member) then
  return {'RETURNED'}
end
-- What is forgotten below was settled before this time, or is refused here: none is settled twice.
local forgotten_until = PASSED_MS - ORDERS_KEPT_MS
if at <= math.max(forgotten_until, NOW_MS - ORDERS_KEPT_MS + 2 * CLOCK_DIFFERENCE_MAX_MS) then
  return {'LATE'}
end
if present_epoch ~= epoch then
  return {'EPOCH', present_epoch}
end
if pause_holds(paused) then
  return {'PAUSED'}
end
for _, total in ipairs({sold or '', forgotten or '0', supplied or '', shortfall or '0'}) do
  if not is_whole(total) then
    return {'DAMAGED'}
  end
end
local held = reservation_of(stock.reservations, order)
if held and (held.state == 'R' or held.state == 'W') then
  return {'MISSING'}
end
-- A tombstone that came late stands where the reservation was forgotten.
local is_kept = held and held.state == 'S'
local units = restocked + written_off + not_shipped
local changes = no_changes()
-- Units that a count has booked as missing left the supply then: they leave the shortfall now.
local counted_missing = math.max(0, written_off - tonumber(supplied))
if (is_kept and held.quantity or tonumber(forgotten or '0')) < units or tonumber(sold) < units
    or tonumber(shortfall or '0') < counted_missing or not has_counter(changes, stock.available) then
  return {'DAMAGED'}
end
if is_kept then
  if held.customer and not stock.customers then
    return {'CUSTOMERS'}
  end
  if held.customer and not is_integer(redis.call('HGET', stock.customers, held.customer) or '0') then
    return {'DAMAGED'}
  end
  write_reservation(stock.reservations, order, 'S', held.quantity - units, held.attempt_text, held.customer)
  count_off(changes, held, units)
else
  changes.soldForgotten = -units
end
if counted_missing > 0 then
  redis.call('HINCRBY', stock.totals, 'shortfall', -counted_missing)
end
-- What was not shipped fills the shortfall; where that was filled since, as many units are there again.
changes.given_back = restocked + not_shipped
changes.sold = -units
changes.version = 1
local freed = write_changes(changes, stock)
if written_off > counted_missing then
  supplied = text(redis.call('HINCRBY', stock.totals, 'supplied', counted_missing - written_off))
end
for _, moved in ipairs({{'RETURN', restocked}, {'WRITE_OFF', -written_off}, {'NOT_SHIPPED', not_shipped}}) do
  if moved[2] ~= 0 then
    record_movement(movements, moved[1], moved[2], supplied, '', order)
  end
end
redis.call('ZADD', settled, text(at), member)
for _, old in ipairs(redis.call('ZRANGEBYSCORE', settled, '-inf', text(forgotten_until), 'LIMIT', 0, FORGOTTEN_MAX)) do
  redis.call('ZREM', settled, old)
end
return {'RETURNED', waited_for(stock.totals, freed)}
