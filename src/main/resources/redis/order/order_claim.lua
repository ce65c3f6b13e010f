-- Claims the record of an order for a new attempt to place it.
-- KEYS: record, due, orders, events
-- ARGV: order, fingerprint, lines, reference, reservation time in ms, the claim's hold in ms, then the customer if it names one
-- Reply: {'CLAIMED', attempt, 1 when an earlier attempt may have left something, else 0} | {'EXISTS', record...}
--        | {'IN_PROGRESS'} | {'KEY_REUSED'}
--@include lib/claim lib/clock lib/listing lib/number lib/record

local record_key, partition = KEYS[1], partition_at(2)
local order, fingerprint, lines, reference = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local reservation_time_ms, hold_ms, customer = tonumber(ARGV[5]), tonumber(ARGV[6]), ARGV[7]

local record = read_record(record_key)
local obstacle = obstacle_to_claim(record_key, partition, order, fingerprint, lines, record)
if obstacle then
  return obstacle
end
local attempt = next_attempt(record)
local deadline = text(NOW_MS + reservation_time_ms)
take_over(record_key, record, fingerprint, lines)
create_record(record_key, partition, order, 'PLACING', next_version(record), 'attempt', attempt, 'fingerprint', fingerprint,
  'lines', lines, 'reference', reference, 'expiresAt', deadline, 'claimedUntil', text(NOW_MS + hold_ms))
if customer then
  redis.call('HSET', record_key, 'customer', customer)
end
redis.call('ZADD', partition.due, deadline, order)
return {'CLAIMED', attempt, record and 1 or 0}
