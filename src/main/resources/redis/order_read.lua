-- Reads an order as it is now: a deadline that has passed is enforced first, or only told where Redis refuses to write.
-- KEYS: record, due
-- ARGV: order
-- Reply: {record...}, empty when there is none
--@include lib_clock
--@include lib_record

local record = read_record(KEYS[1])
if not record then
  return {}
end
look_at_deadline(KEYS[1], KEYS[2], ARGV[1], record, milliseconds(CLOCK_MICROS))
return flat(record)
