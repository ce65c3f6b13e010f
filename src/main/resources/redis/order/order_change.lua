-- Changes the lines of a reserved order in one step: what lines_claim, take_checked, lines_write, line_release and lines_settled
-- mean one after the other. For a Redis that is not a Cluster, since its keys live in several slots.
-- KEYS: record, due, orders, events where events are kept, then available, totals, reservations, customers of each SKU that the
--       order is to hold no more, then the keys of each new line as lib_take has them
-- ARGV: order, versions that the caller means, attempt of the record as the caller has read it, new lines, shortest reservation
--       time in ms of the SKUs that are new or '', ms until the sweeper gives back what cannot be given back now, the most SKUs
--       that an order may have beside its lines, how many SKUs it is to hold no more, the epoch of each, then quantity, epoch of
--       each line
-- Reply: as lines_claim | {'MOVED'} when the record is not as it was read | {'EPOCH', the one that holds, number of the SKU among
--        those that the order is to hold no more} | {'INSUFFICIENT', line number, available, ...}
--        | {'UNKNOWN', line number, ...} | {'STALE'} | {'RESOLVED', state}
--        | {'LIMIT', line number, units, ...}
--@include lib/clock
--@include lib/reservation
--@include lib/take
--@include lib/release
--@include lib/record
--@include lib/decide
--@include lib/lines
--@include lib/pause

local partition = {due = KEYS[2], orders = KEYS[3], events = EVENTS_MAX > 0 and KEYS[4] or nil}
local order = ARGV[1]
local record = read_record(KEYS[1])
if not record or record.status == 'REFUSED' then
  return {'NOT_FOUND'}
end
local micros = CLOCK_MICROS
local now = milliseconds(micros)
enforce_deadline(KEYS[1], partition, order, record, now)
local obstacle = obstacle_to_change(record, ARGV[2], ARGV[4], now)
if obstacle then
  return {obstacle, unpack(redis.call('HGETALL', KEYS[1]))}
end
if record.attempt ~= ARGV[3] then
  return {'MOVED'}
end
if #beside_with(record, ARGV[4], record.lines) > tonumber(ARGV[7]) then
  return {'TOO_MANY'}
end
local gone = {}
local first = EVENTS_MAX > 0 and 5 or 4
for i = 1, tonumber(ARGV[8]) do
  local stock = stock_at(first)
  local epoch, paused = unpack(redis.call('HMGET', stock.totals, 'epoch', 'paused'))
  if epoch and epoch ~= ARGV[8 + i] then
    return {'EPOCH', epoch, i}
  end
  -- One that cannot be read ends the script now, before it writes.
  reservation_of(stock.reservations, order)
  gone[i] = {stock = stock, known = epoch, paused = paused}
  first = first + 4
end
local lines = lines_of(first, 9 + #gone)
local attempt = next_attempt(record, micros)
local refusal = examine(lines, order, attempt) or shortages(lines)
if refusal then
  return refusal
end
take(lines, order, attempt)
local settled = true
for _, line in ipairs(lines) do
  settled = release(line, order, attempt, line.quantity) ~= 'DAMAGED' and settled
end
for _, line in ipairs(gone) do
  if line.known then
    settled = not pause_holds(line.paused) and release(line.stock, order, attempt) ~= 'DAMAGED' and settled
  end
end
write_record(KEYS[1], record, {placed = record.placed or record.attempt, attempt = attempt})
change_lines(KEYS[1], partition, order, record, ARGV[4], ARGV[5], settled and 0 or tonumber(ARGV[6]), now)
return {'DECIDED', unpack(redis.call('HGETALL', KEYS[1]))}
