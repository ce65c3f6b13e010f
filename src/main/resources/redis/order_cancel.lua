-- Cancels an order that is PLACING or RESERVED: one conditional write to its record; its lines follow.
-- KEYS: record, due
-- ARGV: order, ms until somebody else completes its lines
-- Reply: {'DECIDED', record...} | {'ALREADY', record...} | {'FORBIDDEN', record...} | {'NOT_FOUND'}
--@include lib_record

local record = read_record(KEYS[1])
if not record or record.status == 'REFUSED' then
  return {'NOT_FOUND'}
end
local now = milliseconds(clock())
enforce_deadline(KEYS[1], KEYS[2], ARGV[1], record, now)
local outcome = 'FORBIDDEN'
if record.status == 'CANCELLED' then
  outcome = 'ALREADY'
elseif record.status == 'PLACING' or record.status == 'RESERVED' then
  change_status(KEYS[1], record, 'CANCELLED', now)
  redis.call('ZADD', KEYS[2], text(now + tonumber(ARGV[2])), ARGV[1])
  outcome = 'DECIDED'
end
return {outcome, unpack(redis.call('HGETALL', KEYS[1]))}
