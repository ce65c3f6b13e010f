-- Ends a refused attempt, on condition that it still has the claim. Its lines were given back before.
-- KEYS: record, due
-- ARGV: order, attempt, 'mark' when its lines have marks: the record stays as REFUSED while they do; else 'forget': it is deleted
-- Reply: {1 when the claim was this attempt's, else 0}
--@include lib_clock
--@include lib_record

local record = read_record(KEYS[1])
if not record or record.status ~= 'PLACING' or record.attempt ~= ARGV[2] then
  return {0}
end
if ARGV[3] == 'mark' then
  refuse(KEYS[1], KEYS[2], ARGV[1], record, ARGV[2], milliseconds(CLOCK_MICROS))
else
  redis.call('DEL', KEYS[1])
  redis.call('ZREM', KEYS[2], ARGV[1])
  unlist(KEYS[2], ARGV[1])
end
return {1}
