-- Claims a reserved order for an attempt that changes its lines. To everybody else the order is as it was.
-- KEYS: record, due, orders, events
-- ARGV: order, versions that the caller means, new lines, claim's hold in ms, the most SKUs that an order may have beside its lines
-- Reply: {'DECIDED', record...} when claimed | {'ALREADY', record...} | {'FORBIDDEN', record...} | {'CHANGED', record...}
--        | {'NOT_FOUND'} | {'IN_PROGRESS'} | {'TOO_MANY'}
--@include lib/clock
--@include lib/record
--@include lib/decide
--@include lib/lines

local partition = partition_at(2)
local record = read_record(KEYS[1])
if not record or record.status == 'REFUSED' then
  return {'NOT_FOUND'}
end
local micros = CLOCK_MICROS
local now = milliseconds(micros)
enforce_deadline(KEYS[1], partition, ARGV[1], record, now)
local obstacle = obstacle_to_change(record, ARGV[2], ARGV[3], now)
if obstacle then
  return {obstacle, unpack(redis.call('HGETALL', KEYS[1]))}
end
local beside = beside_with(record, ARGV[3], record.lines)
if #beside > tonumber(ARGV[5]) then
  return {'TOO_MANY'}
end
local hold = text(now + tonumber(ARGV[4]))
write_record(KEYS[1], record, {
  placed = record.placed or record.attempt, attempt = next_attempt(record, micros), beside = table.concat(beside, ' '),
  changingUntil = hold, settleAt = hold
})
redis.call('ZADD', partition.due, due_of(record), ARGV[1])
return {'DECIDED', unpack(redis.call('HGETALL', KEYS[1]))}
