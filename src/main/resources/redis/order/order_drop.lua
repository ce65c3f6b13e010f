-- Ends a refused attempt, on condition that it still has the claim. Its lines were given back before.
-- KEYS: record, due, then forgetting for 'mark'; then orders, unless it is a withdrawal
-- ARGV: order, attempt, 'mark' when its lines have marks: the record stays as REFUSED while they do; else 'forget': it is deleted
-- Reply: {1 when the claim was this attempt's, else 0}
--@include lib/clock
--@include lib/record

local marked = ARGV[3] == 'mark'
local partition = {
  due = KEYS[2], forgetting = marked and KEYS[3] or nil, orders = KEYS[marked and 4 or 3]
}
local record = read_record(KEYS[1])
if not record or record.status ~= 'PLACING' or record.attempt ~= ARGV[2] then
  return {0}
end
if marked then
  refuse(KEYS[1], partition, ARGV[1], record, ARGV[2], milliseconds(CLOCK_MICROS))
else
  redis.call('DEL', KEYS[1])
  redis.call('ZREM', partition.due, ARGV[1])
  unlist(partition, ARGV[1])
end
return {1}
