-- Takes lines for an attempt whatever is available, as take_unchecked does, but not for somebody whose lock another has acquired
-- and read under since. It looks at no quantity: the comparison stays the lock's business.
-- KEYS: available, totals, reservations of each line
-- ARGV: order, attempt, then quantity, epoch of each line, then token of each line
-- Reply: {'RESERVED'} | {'FENCED'} | {'UNKNOWN', line number, ...} | {'STALE'} | {'RESOLVED', state}
--@include lib_reservation
--@include lib_take
--@include lib_fence

if fenced_off(3 + 2 * #KEYS / 3) then
  return {'FENCED'}
end
local lines = lines_of(1, 3)
local refusal = examine(lines, ARGV[1], ARGV[2])
if refusal then
  return refusal
end
take(lines, ARGV[1], ARGV[2])
return {'RESERVED'}
