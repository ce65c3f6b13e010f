-- Takes lines for an attempt whatever is available, as take_unchecked does, but only until a moment of Redis's clock: until then
-- the instance that sends it has a lease, which is what keeps its comparison true.
-- KEYS: the keys of each line as lib_take has them
-- ARGV: order, attempt, then quantity, epoch of each line, then ms of Redis's clock
-- Reply: {'RESERVED'} | {'LATE'} | {'UNKNOWN', line number, ...} | {'STALE'} | {'RESOLVED', state}
--        | {'LIMIT', line number, units, ...}
--@include lib/reservation
--@include lib/take

local time = redis.call('TIME')
if tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000) >= tonumber(ARGV[#ARGV]) then
  return {'LATE'}
end
local lines = lines_of(1, 3)
local refusal = examine(lines, ARGV[1], ARGV[2])
if refusal then
  return refusal
end
take(lines, ARGV[1], ARGV[2])
return {'RESERVED'}
