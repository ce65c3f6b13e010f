-- Enforces the deadline of an order if it has passed, and reads the order. Where Redis refuses to write, the reply alone is
-- EXPIRED.
-- KEYS: record, due, orders, events
-- ARGV: order
-- Reply: {'FOUND', record...} | {} when there is none
--@include lib/deadline lib/listing lib/record

local record_key, partition = KEYS[1], partition_at(2)
local order = ARGV[1]

local record = read_record(record_key)
if not record then
  return {}
end
look_at_deadline(record_key, partition, order, record)
return {'FOUND', unpack(flat(record))}
