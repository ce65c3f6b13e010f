-- Gives a claimed order its status, on condition that this attempt still has the claim. A save that is sent again after the order
-- was confirmed, or its lines were changed, replies SAVED: a caller that received LOST would give its lines back.
-- KEYS: record, due, orders, events
-- ARGV: order, attempt, status, grace in ms until the sweeper settles its lines (0: the order is due at its deadline)
-- Reply: {'SAVED', record...} | {'LOST'}
--@include lib/clock lib/deadline lib/listing lib/number lib/record

local record_key, partition = KEYS[1], partition_at(2)
local order, attempt, status, grace_ms = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])

local record = read_record(record_key)
if record and record.placed == attempt and (record.status == 'RESERVED' or record.status == 'CONFIRMED') then
  return {'SAVED', unpack(flat(record))}
end
if not record or record.attempt ~= attempt then
  return {'LOST'}
end
if record.status ~= status and record.status ~= 'CONFIRMED' then
  enforce_deadline(record_key, partition, order, record)
  if record.status ~= 'PLACING' then
    return {'LOST'}
  end
  change_status(record_key, partition, order, record, status)
  redis.call('HDEL', record_key, 'claimedUntil')
  record.claimedUntil = nil
  if grace_ms ~= 0 then
    redis.call('ZADD', partition.due, text(NOW_MS + grace_ms), order)
  end
end
return {'SAVED', unpack(flat(record))}
