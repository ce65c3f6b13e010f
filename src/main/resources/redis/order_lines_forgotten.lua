-- Notes that the reservations of orders of a partition were forgotten, each on condition that it is still at that version.
-- The record stays: the listing knows for how long. A withdrawal is not listed, and waits where it is.
-- KEYS: due
-- ARGV: prefix of the partition's record keys (same slot as KEYS[1]), then order, version of each
-- Reply: {how many were noted}
--@include lib_clock
--@include lib_record
--@setting ORDERS_KEPT_MS

local forgetting = beside_due(KEYS[1], 'forgetting')
local noted = 0
for i = 2, #ARGV, 2 do
  local order = ARGV[i]
  local key = ARGV[1] .. order
  if redis.call('HGET', key, 'version') == ARGV[i + 1] then
    redis.call('HSET', key, 'followed', LINES_FORGOTTEN)
    if is_withdrawal(order) then
      redis.call('ZADD', forgetting, text(milliseconds(CLOCK_MICROS) + ORDERS_KEPT_MS), order)
    else
      redis.call('ZREM', forgetting, order)
    end
    noted = noted + 1
  end
end
return {noted}
