-- Claims the record of an order for a new attempt to place it.
-- KEYS: record, due, orders, events where events are kept, then search where the order has names for it
-- ARGV: order, fingerprint, lines, reference, reservation time in ms, the claim's hold in ms, then customer and
--       names for the index (lib/search) if it names any
-- Reply: {'CLAIMED', attempt, 1 when an earlier attempt may have left something, else 0} | {'EXISTS', record...}
--        | {'IN_PROGRESS'} | {'KEY_REUSED'}
--@include lib/claim lib/clock lib/listing lib/number lib/record lib/search
--@rarely judge_of_records look_at_deadline flat beside_with index_order is_indexed

local record_key, partition = KEYS[1], partition_at(2)
local order, fingerprint, lines, reference = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local reservation_time_ms, hold_ms = tonumber(ARGV[5]), tonumber(ARGV[6])
local customer, names = customer_and_names(ARGV[7])
partition.search = names and KEYS[#KEYS] or nil

local record = read_record(record_key)
local obstacle = obstacle_to_claim(record_key, partition, order, fingerprint, lines, record)
if obstacle then
  return obstacle
end
local attempt = next_attempt(record)
local deadline = text(NOW_MS + reservation_time_ms)
take_over(record_key, record, fingerprint, lines)
create_record(record_key, partition, order, 'PLACING', text(next_version(record)), 'attempt', attempt, 'fingerprint', fingerprint,
  'lines', lines, 'reference', reference, 'expiresAt', deadline, 'claimedUntil', text(NOW_MS + hold_ms))
if customer then
  redis.call('HSET', record_key, 'customer', customer)
end
if names and not is_indexed(record, fingerprint) then
  redis.call('HSET', record_key, 'searched', index_order(partition, order, names))
end
redis.call('ZADD', partition.due, deadline, order)
return {'CLAIMED', attempt, record and 1 or 0}
