-- Forgets records of a partition that have not changed for as long as they are kept. Whatever is not at its end, its
-- reservations forgotten, stays, and so does what is damaged; the caller skips it when it asks for the next ones, so that it blocks
-- nothing.
-- KEYS: orders, then record of each order
-- ARGV: the orders
-- Reply: {how many of them stay, order, what is wrong with its record, ...}
--@include lib/clock
--@include lib/record
--@setting ORDERS_KEPT_MS

local before = PASSED_MS - ORDERS_KEPT_MS
local reply = {0}
local gone = {}
for i, time in ipairs(redis.call('ZMSCORE', KEYS[1], unpack(ARGV))) do
  if time and tonumber(time) <= before then
    local record, damage = look_at_record(KEYS[i + 1])
    if not record or (not damage and record.followed == LINES_FORGOTTEN) then
      redis.call('DEL', KEYS[i + 1])
      gone[#gone + 1] = ARGV[i]
    else
      reply[1] = reply[1] + 1
      if damage then
        reply[#reply + 1] = ARGV[i]
        reply[#reply + 1] = damage
      end
    end
  end
end
if #gone > 0 then
  redis.call('ZREM', KEYS[1], unpack(gone))
end
return reply
