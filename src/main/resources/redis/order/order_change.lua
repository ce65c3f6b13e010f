-- Changes the lines of a reserved order in one step: the same as lines_claim, take_checked, lines_write, line_release and
-- lines_finished one after the other. For a Redis that is not a Cluster, since its keys live in several slots.
-- KEYS: record, due, orders, events where events are kept, then available, totals, reservations, customers of each SKU that the
--       order is to hold no more, then the keys of each new line (lib/take)
-- ARGV: order, versions that the caller means, attempt of the record as the caller has read it, new lines, shortest reservation
--       time in ms of the SKUs that are new or '', grace in ms until the sweeper gives back what this call cannot, the most SKUs
--       that an order may have beside its lines, how many SKUs it is to hold no more, the epoch of each, then the values of each
--       new line (lib/take)
-- Reply: that of lines_claim | {'MOVED'} when the record has changed since the caller read it | {'EPOCH', the one that holds,
--        number of the SKU among those that the order is to hold no more} | {'INSUFFICIENT', line number, available, ...} |
--        {'UNKNOWN', line number, ...} | {'STALE'} | {'RESOLVED', state} | {'NOT_ON_SALE', line number, ...} |
--        {'LIMIT', line number, units, ...} | {'TOO_OFTEN', line number, ms, ...};
--        behind the record of DECIDED stand 'waited' and the numbers of the SKUs whose units came back and are waited for, among
--        those that it is to hold no more and the new lines behind them
--@include lib/beside lib/change_lines lib/claim lib/decide lib/listing lib/pause lib/record lib/release lib/reservation lib/take
--@include lib/waiting

local has_events = EVENTS_MAX > 0
local record_key = KEYS[1]
local partition = {due = KEYS[2], orders = KEYS[3], events = has_events and KEYS[4] or nil}
local order, versions, read_attempt, new_lines = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local reservation_time_ms, grace_ms, beside_max, gone_count = ARGV[5], tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8])
local first_epoch = 9

local record = visible_record(record_key, partition, order)
if not record then
  return {'NOT_FOUND'}
end
local obstacle = obstacle_to_change(record, versions, new_lines)
if obstacle then
  return {obstacle, unpack(redis.call('HGETALL', record_key))}
end
if record.attempt ~= read_attempt then
  return {'MOVED'}
end
if #beside_with(record, new_lines, record.lines) > beside_max then
  return {'TOO_MANY'}
end
local gone = {}
local first_key = has_events and 5 or 4
for i = 1, gone_count do
  local stock = stock_at(first_key)
  local epoch, paused = unpack(redis.call('HMGET', stock.totals, 'epoch', 'paused'))
  if epoch and epoch ~= ARGV[first_epoch + i - 1] then
    return {'EPOCH', epoch, i}
  end
  -- A damaged reservation ends the script now, before it writes.
  reservation_of(stock.reservations, order)
  gone[i] = {stock = stock, known = epoch, paused = paused}
  first_key = first_key + 4
end
local lines = lines_of(first_key, first_epoch + gone_count)
local attempt = next_attempt(record)
local refusal = examine(lines, order, attempt) or shortages(lines)
if refusal then
  return refusal
end
take(lines, order, attempt)
local finished = true
local waited = {}
local function give_back(number, stock, keep)
  local changes = no_changes()
  local outcome = release(stock, order, attempt, keep, changes)
  local freed = write_changes(changes, stock)
  waited[#waited + 1] = waited_for(stock.totals, freed) and number
  return outcome ~= 'DAMAGED'
end
for number, line in ipairs(lines) do
  finished = give_back(gone_count + number, line, line.quantity) and finished
end
for number, line in ipairs(gone) do
  if line.known then
    finished = not pause_holds(line.paused) and give_back(number, line.stock, 0) and finished
  end
end
write_record(record_key, record, {placed = record.placed or record.attempt, attempt = attempt})
change_lines(record_key, partition, order, record, new_lines, reservation_time_ms, finished and 0 or grace_ms)
local reply = {'DECIDED', unpack(redis.call('HGETALL', record_key))}
if #waited > 0 then
  reply[#reply + 1] = 'waited'
  reply[#reply + 1] = table.concat(waited, ' ')
end
return reply
