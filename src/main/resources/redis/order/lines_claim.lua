-- Claims a reserved order for an attempt that changes its lines. To other readers the order is as it was.
-- KEYS: record, due, orders, events
-- ARGV: order, versions that the caller means, new lines, the claim's hold in ms, the most SKUs that an order may have beside its
--       lines
-- Reply: {'DECIDED', record...} when claimed | {'ALREADY', record...} | {'FORBIDDEN', record...} | {'CHANGED', record...}
--        | {'NOT_FOUND'} | {'IN_PROGRESS', record...} | {'TOO_MANY'}
--@include lib/beside lib/change_lines lib/claim lib/clock lib/deadline lib/decide lib/listing lib/number lib/record

local record_key, partition = KEYS[1], partition_at(2)
local order, versions, lines, hold_ms, beside_max = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5])

local record = visible_record(record_key, partition, order)
if not record then
  return {'NOT_FOUND'}
end
local obstacle = obstacle_to_change(record, versions, lines)
if obstacle then
  return {obstacle, unpack(redis.call('HGETALL', record_key))}
end
local beside = beside_with(record, lines, record.lines)
if #beside > beside_max then
  return {'TOO_MANY'}
end
local hold = text(NOW_MS + hold_ms)
write_record(record_key, record, {
  placed = record.placed or record.attempt, attempt = next_attempt(record), beside = table.concat(beside, ' '),
  changingUntil = hold, settleAt = hold
})
redis.call('ZADD', partition.due, due_of(record), order)
return {'DECIDED', unpack(redis.call('HGETALL', record_key))}
