-- Moves the deadline of an order that is RESERVED to a later time, at most a given time after it was created. A deadline that is
-- not later than the present one changes nothing, and does not count, so that the result of several calls does not depend on the
-- order of their arrival.
-- KEYS: record, due, orders, events
-- ARGV: order, versions that the caller means, deadline in epoch ms, ms that the order may stay reserved in all, how often it may
--       be extended ('' for any number of times), the lines that these bounds are of
-- Reply: {'DECIDED', record...} | {'ALREADY', record...} | {'FORBIDDEN', record...} | {'CHANGED', record...} | {'NOT_FOUND'}
--        | {'NOT_LATER'} when the deadline is not later than now | {'MOVED'} when it has other lines
--        | {'TOO_MANY', record...} when it was extended as often as it may be
--@include lib/clock lib/deadline lib/decide lib/listing lib/number

local record_key, partition = KEYS[1], partition_at(2)
local order, versions, wanted, reserved_ms_max = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local extensions_max, lines = tonumber(ARGV[5]), ARGV[6]

local record = visible_record(record_key, partition, order)
if not record then
  return {'NOT_FOUND'}
end
local deadline = math.min(wanted, tonumber(record.createdAt) + reserved_ms_max)
local extensions = tonumber(record.extensions or '0')
local outcome = 'DECIDED'
if record.status ~= 'RESERVED' then
  outcome = 'FORBIDDEN'
elseif wanted <= NOW_MS then
  return {'NOT_LATER'}
elseif record.lines ~= lines then
  return {'MOVED'}
elseif deadline <= tonumber(record.expiresAt) then
  outcome = 'ALREADY'
elseif not is_meant(versions, record) then
  outcome = 'CHANGED'
elseif extensions_max and extensions >= extensions_max then
  outcome = 'TOO_MANY'
else
  change(record_key, partition, order, record, 'EXTENDED', {expiresAt = text(deadline), extensions = text(extensions + 1)})
  redis.call('ZADD', partition.due, due_of(record), order)
end
return {outcome, unpack(redis.call('HGETALL', record_key))}
