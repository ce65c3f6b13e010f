-- Writes the new lines of an order, on condition that this attempt still has the claim: they decide from then on. One that is
-- sent again finds them written.
-- KEYS: record, due, orders, events
-- ARGV: order, attempt, versions that the caller means, new lines, shortest reservation time in ms of the SKUs that are new or '',
--       ms until the sweeper gives back what they list no more
-- Reply: {'DECIDED', record...} | {'FORBIDDEN', record...} | {'CHANGED', record...} | {'IN_PROGRESS'} when another attempt has
--        the claim | {'NOT_FOUND'}
--@include lib/clock
--@include lib/record
--@include lib/decide
--@include lib/lines

local partition = partition_at(2)
local record = read_record(KEYS[1])
if not record or record.status == 'REFUSED' then
  return {'NOT_FOUND'}
end
local now = milliseconds(CLOCK_MICROS)
enforce_deadline(KEYS[1], partition, ARGV[1], record, now)
local mine = record.attempt == ARGV[2]
local live = record.status == 'RESERVED' or record.status == 'CONFIRMED'
if not (mine and live and record.lines == ARGV[4] and not record.changingUntil) then
  if record.status ~= 'RESERVED' then
    return {'FORBIDDEN', unpack(redis.call('HGETALL', KEYS[1]))}
  end
  if not mine or not record.changingUntil then
    return {'IN_PROGRESS'}
  end
  if not is_meant(ARGV[3], record) then
    return {'CHANGED', unpack(redis.call('HGETALL', KEYS[1]))}
  end
  change_lines(KEYS[1], partition, ARGV[1], record, ARGV[4], ARGV[5], tonumber(ARGV[6]), now)
end
return {'DECIDED', unpack(redis.call('HGETALL', KEYS[1]))}
