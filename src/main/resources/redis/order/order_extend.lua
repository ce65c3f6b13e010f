-- Moves the deadline of an order that is RESERVED to a later time, at most so long after it was created. An earlier time than
-- it has changes nothing, so that of several calls the order they arrive in does not count.
-- KEYS: record, due, orders, events
-- ARGV: order, versions that the caller means, deadline, ms that an order may stay reserved in all
-- Reply: {'DECIDED', record...} | {'ALREADY', record...} | {'FORBIDDEN', record...} | {'CHANGED', record...} | {'NOT_FOUND'}
--        | {'NOT_LATER'} when the deadline is not later than now
--@include lib/clock
--@include lib/record
--@include lib/decide

local partition = partition_at(2)
local record = read_record(KEYS[1])
if not record or record.status == 'REFUSED' then
  return {'NOT_FOUND'}
end
local now = milliseconds(CLOCK_MICROS)
enforce_deadline(KEYS[1], partition, ARGV[1], record, now)
local deadline = math.min(tonumber(ARGV[3]), tonumber(record.createdAt) + tonumber(ARGV[4]))
local outcome = 'DECIDED'
if record.status ~= 'RESERVED' then
  outcome = 'FORBIDDEN'
elseif tonumber(ARGV[3]) <= now then
  return {'NOT_LATER'}
elseif deadline <= tonumber(record.expiresAt) then
  outcome = 'ALREADY'
elseif not is_meant(ARGV[2], record) then
  outcome = 'CHANGED'
else
  change(KEYS[1], partition, ARGV[1], record, 'EXTENDED', now, {expiresAt = text(deadline)})
  redis.call('ZADD', partition.due, due_of(record), ARGV[1])
end
return {outcome, unpack(redis.call('HGETALL', KEYS[1]))}
