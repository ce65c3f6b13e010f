-- Takes lines for an attempt whatever is available, as take_unchecked does, but not for somebody whose lock another has acquired
-- and read under since. It looks at no quantity: the comparison stays the lock's business.
-- KEYS: the keys of each line as lib_take has them
-- ARGV: order, attempt, then quantity, epoch of each line, then token of each line
-- Reply: {'RESERVED'} | {'FENCED'} | {'UNKNOWN', line number, ...} | {'STALE'} | {'RESOLVED', state}
--@include lib/reservation
--@include lib/take
--@include lib/fence

local lines = lines_of(1, 3)
for number, line in ipairs(lines) do
  if is_fenced_off(line.totals, ARGV[2 + 2 * #lines + number]) then
    return {'FENCED'}
  end
end
local refusal = examine(lines, ARGV[1], ARGV[2])
if refusal then
  return refusal
end
take(lines, ARGV[1], ARGV[2])
return {'RESERVED'}
