-- Notes that a reserved order holds what its lines say and no more, unless another attempt has claimed it since.
-- KEYS: record, due
-- ARGV: order, attempt
-- Reply: {1 when noted, else 0}
--@include lib/clock
--@include lib/record

local record = read_record(KEYS[1])
if not record or record.status ~= 'RESERVED' or record.attempt ~= ARGV[2] or record.changingUntil then
  return {0}
end
redis.call('HDEL', KEYS[1], 'settleAt')
record.settleAt = nil
redis.call('ZADD', KEYS[2], due_of(record), ARGV[1])
return {1}
