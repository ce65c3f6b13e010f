-- Takes lines for an attempt whatever is available: the caller has compared the quantity already, under a lock or a WATCH. This
-- script does not compare again, or the lock would be decoration. It takes nothing twice for one attempt.
-- KEYS: the keys of each line (lib/take)
-- ARGV: order, attempt, then the values of each line (lib/take)
-- Reply: {'RESERVED'} | {'UNKNOWN', line number, ...} | {'STALE'} | {'RESOLVED', state}
--        | {'NOT_ON_SALE', line number, ...} | {'LIMIT', line number, units, ...}
--        | {'TOO_OFTEN', line number, ms, ...}
--@include lib/take

local order, attempt, lines = ARGV[1], ARGV[2], lines_of(1, 3)

local refusal = examine(lines, order, attempt)
if refusal then
  return refusal
end
take(lines, order, attempt)
return {'RESERVED'}
