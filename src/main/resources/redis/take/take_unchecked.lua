-- Takes lines for an attempt whatever is available: whoever calls it has compared the quantity already, under a lock or a
-- WATCH, and this script must not do it again, or the lock would be decoration. It takes nothing twice for one attempt.
-- KEYS: the keys of each line as lib_take has them
-- ARGV: order, attempt, then quantity, epoch of each line
-- Reply: {'RESERVED'} | {'UNKNOWN', line number, ...} | {'STALE'} | {'RESOLVED', state}
--        | {'LIMIT', line number, units, ...}
--@include lib/reservation
--@include lib/take

local lines = lines_of(1, 3)
local refusal = examine(lines, ARGV[1], ARGV[2])
if refusal then
  return refusal
end
take(lines, ARGV[1], ARGV[2])
return {'RESERVED'}
