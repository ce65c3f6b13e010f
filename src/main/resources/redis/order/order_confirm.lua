-- Confirms an order that is RESERVED: one conditional write to its record. Its lines are settled after that. From then on no
-- deadline counts.
-- KEYS: record, due, orders, events
-- ARGV: order, versions that the caller means, grace in ms until the sweeper settles its lines
-- Reply: {'DECIDED', record...} | {'ALREADY', record...} | {'FORBIDDEN', record...} | {'CHANGED', record...} | {'NOT_FOUND'}
--@include lib/decide lib/listing

local record_key, partition = KEYS[1], partition_at(2)
local order, versions, grace_ms = ARGV[1], ARGV[2], tonumber(ARGV[3])

return decide(record_key, partition, order, {RESERVED = true}, 'CONFIRMED', versions, grace_ms)
