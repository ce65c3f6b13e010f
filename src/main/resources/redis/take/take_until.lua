-- Takes lines for an attempt whatever is available, as take_unchecked does, but only until a moment of Redis's clock: the end of
-- the lease of the instance that sends it, which keeps its comparison true.
-- KEYS: the keys of each line (lib/take)
-- ARGV: order, attempt, then the values of each line (lib/take), then the end of the lease in ms of Redis's clock
-- Reply: {'RESERVED'} | {'LATE'} | {'UNKNOWN', line number, ...} | {'STALE'} | {'RESOLVED', state}
--        | {'NOT_ON_SALE', line number, ...} | {'LIMIT', line number, units, ...}
--        | {'TOO_OFTEN', line number, ms, ...}
--@include lib/server_clock lib/take

local order, attempt, lines, lease_end_ms = ARGV[1], ARGV[2], lines_of(1, 3), tonumber(ARGV[#ARGV])

if milliseconds(server_micros()) >= lease_end_ms then
  return {'LATE'}
end
local refusal = examine(lines, order, attempt)
if refusal then
  return refusal
end
take(lines, order, attempt)
return {'RESERVED'}
