-- Enforces the deadline of an order if it has passed, or only tells it where Redis refuses to write, and reads the order.
-- KEYS: record, due, orders, events
-- ARGV: order
-- Reply: {'FOUND', record...} | {} when there is none
--@include lib/clock
--@include lib/record

local record = read_record(KEYS[1])
if not record then
  return {}
end
look_at_deadline(KEYS[1], partition_at(2), ARGV[1], record, milliseconds(CLOCK_MICROS))
return {'FOUND', unpack(flat(record))}
