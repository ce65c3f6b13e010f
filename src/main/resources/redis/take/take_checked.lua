-- Takes lines for an attempt, all or none: dedupe, check, take, record, in one step.
-- KEYS: the keys of each line as lib_take has them
-- ARGV: order, attempt, then quantity, epoch of each line
-- Reply: {'RESERVED'} | {'INSUFFICIENT', line number, available, ...} | {'UNKNOWN', line number, ...} | {'STALE'}
--        | {'RESOLVED', state} | {'LIMIT', line number, units, ...}
--@include lib/reservation
--@include lib/take

local lines = lines_of(1, 3)
local refusal = examine(lines, ARGV[1], ARGV[2]) or shortages(lines)
if refusal then
  return refusal
end
take(lines, ARGV[1], ARGV[2])
return {'RESERVED'}
