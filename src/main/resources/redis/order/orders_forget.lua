-- Forgets records of a partition that have not changed for as long as they are kept. A record stays until its reservations are
-- forgotten and its returns are settled, and so does a damaged one; the caller skips those that stay when it reads the next ones, so
-- that they block nothing.
-- KEYS: orders, search, then record of each order
-- ARGV: the orders
-- Reply: {how many of them stay, order, damage of its record, ...}
--@include lib/clock lib/record lib/search
--@setting ORDERS_KEPT_MS

local listing, partition, orders = KEYS[1], {search = KEYS[2]}, ARGV

local before = PASSED_MS - ORDERS_KEPT_MS
local reply = {0}
local gone = {}
for i, time in ipairs(redis.call('ZMSCORE', listing, unpack(orders))) do
  if time and tonumber(time) <= before then
    local record, damage = look_at_record(KEYS[i + 2])
    if not record or (not damage and record.followed == LINES_FORGOTTEN and not record.returning) then
      redis.call('DEL', KEYS[i + 2])
      unindex_order(partition, orders[i], record and record.searched)
      gone[#gone + 1] = orders[i]
    else
      reply[1] = reply[1] + 1
      if damage then
        reply[#reply + 1] = orders[i]
        reply[#reply + 1] = damage
      end
    end
  end
end
if #gone > 0 then
  redis.call('ZREM', listing, unpack(gone))
end
return reply
