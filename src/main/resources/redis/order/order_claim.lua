-- Claims an order's record for a new attempt.
-- KEYS: record, due, orders, events
-- ARGV: order, fingerprint, lines, reference, reservation time in ms, claim's hold in ms, then its
--       customer if it names one
-- Reply: {'CLAIMED', attempt, 1 when an earlier attempt may have left something else 0} | {'EXISTS', record...}
--        | {'IN_PROGRESS'} | {'KEY_REUSED'}
--@include lib/clock
--@include lib/record

local partition = partition_at(2)
local order = ARGV[1]
local micros = CLOCK_MICROS
local now = milliseconds(micros)
local record = read_record(KEYS[1])
local obstacle = obstacle_to_claim(KEYS[1], partition, order, ARGV[2], ARGV[3], record, now)
if obstacle then
  return obstacle
end
local attempt = next_attempt(record, micros)
local deadline = text(now + tonumber(ARGV[5]))
take_over(KEYS[1], record, ARGV[2], ARGV[3])
create_record(KEYS[1], partition, order, 'PLACING', next_version(record), now, 'attempt', attempt, 'fingerprint', ARGV[2],
  'lines', ARGV[3], 'reference', ARGV[4], 'expiresAt', deadline, 'claimedUntil', text(now + tonumber(ARGV[6])))
if ARGV[7] then
  redis.call('HSET', KEYS[1], 'customer', ARGV[7])
end
redis.call('ZADD', partition.due, deadline, order)
return {'CLAIMED', attempt, record and 1 or 0}
