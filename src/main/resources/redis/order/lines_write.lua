-- Writes the new lines of an order, on condition that this attempt still has the claim: they decide from then on. A write that is
-- sent again finds them written.
-- KEYS: record, due, orders, events
-- ARGV: order, attempt, versions that the caller means, new lines, shortest reservation time in ms of the SKUs that are new or
--       '', grace in ms until the sweeper gives back what they list no more
-- Reply: {'DECIDED', record...} | {'FORBIDDEN', record...} | {'CHANGED', record...} | {'IN_PROGRESS'} when another attempt has
--        the claim | {'NOT_FOUND'}
--@include lib/change_lines lib/decide lib/listing

local record_key, partition = KEYS[1], partition_at(2)
local order, attempt, versions, lines, reservation_time_ms, grace_ms =
  ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], tonumber(ARGV[6])

local record = visible_record(record_key, partition, order)
if not record then
  return {'NOT_FOUND'}
end
local mine = record.attempt == attempt
local live = record.status == 'RESERVED' or record.status == 'CONFIRMED'
if not (mine and live and record.lines == lines and not record.changingUntil) then
  if record.status ~= 'RESERVED' then
    return {'FORBIDDEN', unpack(redis.call('HGETALL', record_key))}
  end
  if not mine or not record.changingUntil then
    return {'IN_PROGRESS'}
  end
  if not is_meant(versions, record) then
    return {'CHANGED', unpack(redis.call('HGETALL', record_key))}
  end
  change_lines(record_key, partition, order, record, lines, reservation_time_ms, grace_ms)
end
return {'DECIDED', unpack(redis.call('HGETALL', record_key))}
