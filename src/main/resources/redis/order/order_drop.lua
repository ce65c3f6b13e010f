-- Ends a refused attempt, on condition that it still has the claim. Its lines were given back before.
-- KEYS: record, due, then forgetting for 'tombstone'; then orders, unless it is a withdrawal;
--       then search, where the order has names for it
-- ARGV: order, attempt, 'tombstone' when its lines have tombstones: the record stays as REFUSED while they do; else 'forget': it
--       is deleted
-- Reply: {1 when the claim was this attempt's, else 0}
--@include lib/listing lib/record lib/search

local order, attempt, has_tombstones = ARGV[1], ARGV[2], ARGV[3] == 'tombstone'
local record_key = KEYS[1]
local partition = {
  due = KEYS[2], forgetting = has_tombstones and KEYS[3] or nil, orders = KEYS[has_tombstones and 4 or 3],
  search = KEYS[has_tombstones and 5 or 4]
}

local record = read_record(record_key)
if not record or record.status ~= 'PLACING' or record.attempt ~= attempt then
  return {0}
end
if has_tombstones then
  refuse(record_key, partition, order, record, attempt)
else
  redis.call('DEL', record_key)
  redis.call('ZREM', partition.due, order)
  unlist(partition, order)
  unindex_order(partition, order, record.searched)
end
return {1}
