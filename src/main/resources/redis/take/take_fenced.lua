-- Takes lines for an attempt whatever is available, as take_unchecked does, but rejects a caller whose lock another caller has
-- acquired and read under since. It looks at no quantity: the comparison stays the lock's business.
-- KEYS: the keys of each line (lib/take)
-- ARGV: order, attempt, then the values of each line (lib/take), then the fencing token of each line
-- Reply: {'RESERVED'} | {'FENCED'} | {'UNKNOWN', line number, ...} | {'STALE'} | {'RESOLVED', state}
--        | {'NOT_ON_SALE', line number, ...} | {'LIMIT', line number, units, ...}
--        | {'TOO_OFTEN', line number, ms, ...}
--@include lib/fence lib/take

local order, attempt, lines = ARGV[1], ARGV[2], lines_of(1, 3)
local tokens = {unpack(ARGV, 3 + #lines)}

for number, line in ipairs(lines) do
  if is_fenced_off(line.totals, tokens[number]) then
    return {'FENCED'}
  end
end
local refusal = examine(lines, order, attempt)
if refusal then
  return refusal
end
take(lines, order, attempt)
return {'RESERVED'}
