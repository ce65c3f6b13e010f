-- Records that the reservations of orders of a partition were forgotten, each on condition that it is still at that version.
-- The record stays as long as its entry in the listing says. A withdrawal is not listed, and waits where it is.
-- KEYS: forgetting, then record of each order
-- ARGV: order, version of each
-- Reply: {how many were recorded}
--@include lib/clock lib/listing lib/number lib/record
--@setting ORDERS_KEPT_MS

local forgetting = KEYS[1]

local gone = {}
local recorded = 0
for i = 2, #KEYS do
  local order, meant = ARGV[2 * i - 3], ARGV[2 * i - 2]
  if redis.call('HGET', KEYS[i], 'version') == meant then
    redis.call('HSET', KEYS[i], 'followed', LINES_FORGOTTEN)
    if is_withdrawal(order) then
      redis.call('ZADD', forgetting, text(NOW_MS + ORDERS_KEPT_MS), order)
    else
      gone[#gone + 1] = order
    end
    recorded = recorded + 1
  end
end
if #gone > 0 then
  redis.call('ZREM', forgetting, unpack(gone))
end
return {recorded}
