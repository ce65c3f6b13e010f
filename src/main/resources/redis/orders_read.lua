-- Reads orders of a partition as they are now: a deadline that has passed is enforced first, or only told where Redis refuses
-- to write.
-- KEYS: due
-- ARGV: prefix of the partition's record keys (same slot as KEYS[1]), then the orders
-- Reply: {{record...}, ...}, empty for one that does not exist
--@include lib_clock
--@include lib_record

local now = milliseconds(CLOCK_MICROS)
local reply = {}
for i = 2, #ARGV do
  local key = ARGV[1] .. ARGV[i]
  local record = read_record(key)
  if record and not is_damaged(record) then
    look_at_deadline(key, KEYS[1], ARGV[i], record, now)
  end
  reply[#reply + 1] = record and flat(record) or {}
end
return reply
