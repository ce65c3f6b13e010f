-- Takes lines for an attempt, all or none: deduplicate, check, take and record, in one step.
-- KEYS: the keys of each line (lib/take)
-- ARGV: order, attempt, then the values of each line (lib/take)
-- Reply: {'RESERVED'} | {'INSUFFICIENT', line number, available, ...} | {'UNKNOWN', line number, ...} | {'STALE'}
--        | {'RESOLVED', state} | {'NOT_ON_SALE', line number, ...} | {'LIMIT', line number, units, ...}
--        | {'TOO_OFTEN', line number, ms, ...}
--@include lib/take

local order, attempt, lines = ARGV[1], ARGV[2], lines_of(1, 3)

local refusal = examine(lines, order, attempt) or shortages(lines)
if refusal then
  return refusal
end
take(lines, order, attempt)
return {'RESERVED'}
