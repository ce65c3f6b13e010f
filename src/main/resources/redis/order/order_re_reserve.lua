-- Claims an order that has expired for a new attempt, so that its lines can be reserved again and it can be confirmed after
-- all. Past the claim's hold it is EXPIRED again.
-- KEYS: record, due, orders, events
-- ARGV: order, versions that the caller means, claim's hold in ms
-- Reply: {'DECIDED', record...} when claimed | {'FORBIDDEN', record...} | {'CHANGED', record...} | {'NOT_FOUND'}
--@include lib/clock
--@include lib/record
--@include lib/decide

local partition = partition_at(2)
local record = read_record(KEYS[1])
if not record or record.status == 'REFUSED' then
  return {'NOT_FOUND'}
end
local micros = CLOCK_MICROS
local now = milliseconds(micros)
enforce_deadline(KEYS[1], partition, ARGV[1], record, now)
local outcome = 'DECIDED'
if record.status ~= 'EXPIRED' then
  outcome = 'FORBIDDEN'
elseif not is_meant(ARGV[2], record) then
  outcome = 'CHANGED'
else
  local hold = text(now + tonumber(ARGV[3]))
  change(KEYS[1], partition, ARGV[1], record, 'PLACING', now,
    {status = 'PLACING', attempt = next_attempt(record, micros), claimedUntil = hold, revivedUntil = hold})
  redis.call('ZADD', partition.due, hold, ARGV[1])
end
return {outcome, unpack(redis.call('HGETALL', KEYS[1]))}
