-- Claims a reserved order for giving back what it holds beyond its lines. It takes the claim from the attempt that changed them:
-- what that may still take is turned away from then on, SKU by SKU.
-- KEYS: record, due, orders, events
-- ARGV: order, attempt that gives up its own change, or '' for whoever finds one past its time, ms until somebody else does it
-- Reply: {'SETTLE', record...} | {'DECIDED', record...} when the order has ended | {'NOTHING'}
--@include lib/clock
--@include lib/record

local partition = partition_at(2)
local record = read_record(KEYS[1])
if not record or record.status == 'REFUSED' then
  return {'NOTHING'}
end
local micros = CLOCK_MICROS
local now = milliseconds(micros)
enforce_deadline(KEYS[1], partition, ARGV[1], record, now)
if record.status ~= 'RESERVED' and record.status ~= 'PLACING' then
  return {'DECIDED', unpack(redis.call('HGETALL', KEYS[1]))}
end
local mine = record.attempt == ARGV[2]
local late = ARGV[2] == '' and not (record.changingUntil and now < tonumber(record.changingUntil))
if record.status ~= 'RESERVED' or not record.settleAt or not (mine or late) then
  return {'NOTHING'}
end
redis.call('HDEL', KEYS[1], 'changingUntil')
write_record(KEYS[1], record, {attempt = next_attempt(record, micros), settleAt = text(now + tonumber(ARGV[3]))})
redis.call('ZADD', partition.due, due_of(record), ARGV[1])
return {'SETTLE', unpack(redis.call('HGETALL', KEYS[1]))}
