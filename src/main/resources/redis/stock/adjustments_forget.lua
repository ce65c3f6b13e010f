-- Forgets adjustments that have been kept for as long as they must, by both clocks.
-- KEYS: the SKU's adjustments by their time, then adjustments
-- ARGV: retention in ms
-- Reply: {how many were forgotten}
--@include lib/clock

local forgotten = 0
for i = 2, #KEYS do
  local at = redis.call('ZSCORE', KEYS[1], KEYS[i])
  if at and has_passed(tonumber(at) + tonumber(ARGV[1])) then
    redis.call('DEL', KEYS[i])
    redis.call('ZREM', KEYS[1], KEYS[i])
    forgotten = forgotten + 1
  end
end
return {forgotten}
