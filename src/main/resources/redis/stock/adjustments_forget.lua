-- Forgets adjustments that have been kept for as long as they must, by both clocks.
-- KEYS: the SKU's adjustments by their time, then adjustments
-- ARGV: retention in ms
-- Reply: {how many were forgotten}
--@include lib/clock

local adjustments, retention_ms = KEYS[1], tonumber(ARGV[1])

local forgotten = 0
for i = 2, #KEYS do
  local at = redis.call('ZSCORE', adjustments, KEYS[i])
  if at and has_passed(tonumber(at) + retention_ms) then
    redis.call('DEL', KEYS[i])
    redis.call('ZREM', adjustments, KEYS[i])
    forgotten = forgotten + 1
  end
end
return {forgotten}
