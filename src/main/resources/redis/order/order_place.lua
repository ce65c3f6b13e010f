-- Claims an order's record, takes its lines and saves it, in one step. For a Redis that is not a Cluster, since its keys live
-- in several slots.
-- KEYS: record, due, orders, forgetting, events where events are kept, then the keys of each line (lib/take), then search where the
--       order has names for it
-- ARGV: order, fingerprint, lines, reference, reservation time in ms, RESERVED or CONFIRMED, then the values of each line
--       (lib/take), then its customer and its names for the index (lib/search) if it has any
-- Reply: {'PLACED', attempt, version, createdAt, expiresAt} | {'EXISTS', record...} | {'IN_PROGRESS'} | {'KEY_REUSED'}
--        | {'INSUFFICIENT', line number, available, ...} | {'UNKNOWN', line number, ...} | {'STALE'} | {'RESOLVED', state}
--        | {'NOT_ON_SALE', line number, ...} | {'LIMIT', line number, units, ...}
--        | {'TOO_OFTEN', line number, ms, ...}
--@include lib/listing lib/place lib/search lib/take
--@rarely judge_of_records look_at_deadline flat beside_with parse_reservation refuse_claimed sell index_order is_indexed

local has_events = EVENTS_MAX > 0
local partition = {due = KEYS[2], orders = KEYS[3], forgetting = KEYS[4], events = has_events and KEYS[5] or nil}
local lines = lines_of(has_events and 6 or 5, 7)
local customer, names = customer_and_names(ARGV[7 + #lines])
partition.search = names and KEYS[#KEYS] or nil

return place({
  record = KEYS[1], partition = partition, order = ARGV[1], fingerprint = ARGV[2], lines = ARGV[3], reference = ARGV[4],
  reservation_time = tonumber(ARGV[5]), status = ARGV[6], customer = customer, names = names
}, lines)
