-- Claims an order that has expired for a new attempt, which reserves its lines again and confirms it. Past the claim's hold it is
-- EXPIRED again.
-- KEYS: record, due, orders, events
-- ARGV: order, versions that the caller means, the claim's hold in ms
-- Reply: {'DECIDED', record...} when claimed | {'FORBIDDEN', record...} | {'CHANGED', record...} | {'NOT_FOUND'}
--@include lib/claim lib/clock lib/decide lib/listing lib/number

local record_key, partition = KEYS[1], partition_at(2)
local order, versions, hold_ms = ARGV[1], ARGV[2], tonumber(ARGV[3])

local record = visible_record(record_key, partition, order)
if not record then
  return {'NOT_FOUND'}
end
local outcome = 'DECIDED'
if record.status ~= 'EXPIRED' then
  outcome = 'FORBIDDEN'
elseif not is_meant(versions, record) then
  outcome = 'CHANGED'
else
  local hold = text(NOW_MS + hold_ms)
  change(record_key, partition, order, record, 'PLACING',
    {status = 'PLACING', attempt = next_attempt(record), claimedUntil = hold, revivedUntil = hold})
  redis.call('ZADD', partition.due, hold, order)
end
return {outcome, unpack(redis.call('HGETALL', record_key))}
