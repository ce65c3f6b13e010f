-- Gives a claimed order its status, on condition that this attempt still has the claim. A save that is sent again when the
-- order was confirmed meanwhile, or its lines were changed, finds it saved: whoever was told otherwise would give its lines back.
-- KEYS: record, due, orders, events
-- ARGV: order, attempt, status, ms until the order is due for completing its lines (0: its deadline)
-- Reply: {'SAVED', record...} | {'LOST'}
--@include lib/clock
--@include lib/record

local partition = partition_at(2)
local record = read_record(KEYS[1])
if record and record.placed == ARGV[2] and (record.status == 'RESERVED' or record.status == 'CONFIRMED') then
  return {'SAVED', unpack(flat(record))}
end
if not record or record.attempt ~= ARGV[2] then
  return {'LOST'}
end
local now = milliseconds(CLOCK_MICROS)
if record.status ~= ARGV[3] and record.status ~= 'CONFIRMED' then
  enforce_deadline(KEYS[1], partition, ARGV[1], record, now)
  if record.status ~= 'PLACING' then
    return {'LOST'}
  end
  change_status(KEYS[1], partition, ARGV[1], record, ARGV[3], now)
  redis.call('HDEL', KEYS[1], 'claimedUntil')
  record.claimedUntil = nil
  if ARGV[4] ~= '0' then
    redis.call('ZADD', partition.due, text(now + tonumber(ARGV[4])), ARGV[1])
  end
end
return {'SAVED', unpack(flat(record))}
