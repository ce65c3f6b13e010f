-- Confirms an order that is RESERVED: one conditional write to its record; its lines follow. From then on no deadline counts.
-- KEYS: record, due, orders, events
-- ARGV: order, versions that the caller means, ms until somebody else completes its lines
-- Reply: {'DECIDED', record...} | {'ALREADY', record...} | {'FORBIDDEN', record...} | {'CHANGED', record...} | {'NOT_FOUND'}
--@include lib/clock
--@include lib/record
--@include lib/decide

return decide(KEYS[1], partition_at(2), ARGV[1], {RESERVED = true}, 'CONFIRMED', ARGV[2], ARGV[3])
