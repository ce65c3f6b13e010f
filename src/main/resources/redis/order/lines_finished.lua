-- Records that a reserved order holds what its lines say and no more, unless another attempt has claimed it since.
-- KEYS: record, due
-- ARGV: order, attempt
-- Reply: {1 when recorded, else 0}
--@include lib/deadline lib/record

local record_key, due = KEYS[1], KEYS[2]
local order, attempt = ARGV[1], ARGV[2]

local record = read_record(record_key)
if not record or record.status ~= 'RESERVED' or record.attempt ~= attempt or record.changingUntil then
  return {0}
end
redis.call('HDEL', record_key, 'settleAt')
record.settleAt = nil
redis.call('ZADD', due, due_of(record), order)
return {1}
