-- Claims a reserved order to finish a change of its lines: to give back what it holds beyond them, which rolls the change forward
-- where the new lines are written, and back where they are not. This claim replaces that of the attempt that changed them: from
-- then on its takes are rejected, SKU by SKU.
-- KEYS: record, due, orders, events
-- ARGV: order, attempt that gives up its own change, or '' for a caller that finds a change past its time, grace in ms until the
--       sweeper finishes it
-- Reply: {'SETTLE', record...} | {'DECIDED', record...} when the order has ended | {'NOTHING'}
--@include lib/claim lib/clock lib/deadline lib/decide lib/listing lib/number lib/record

local record_key, partition = KEYS[1], partition_at(2)
local order, attempt, grace_ms = ARGV[1], ARGV[2], tonumber(ARGV[3])

local record = visible_record(record_key, partition, order)
if not record then
  return {'NOTHING'}
end
if record.status ~= 'RESERVED' and record.status ~= 'PLACING' then
  return {'DECIDED', unpack(redis.call('HGETALL', record_key))}
end
local mine = record.attempt == attempt
local late = attempt == '' and not (record.changingUntil and NOW_MS < tonumber(record.changingUntil))
if record.status ~= 'RESERVED' or not record.settleAt or not (mine or late) then
  return {'NOTHING'}
end
redis.call('HDEL', record_key, 'changingUntil')
write_record(record_key, record, {attempt = next_attempt(record), settleAt = text(NOW_MS + grace_ms)})
redis.call('ZADD', partition.due, due_of(record), order)
return {'SETTLE', unpack(redis.call('HGETALL', record_key))}
