-- Forgets records of a partition that have not changed for as long as they are kept. Whatever is not at its end, its
-- reservations forgotten, stays; the caller skips it when it asks for the next ones, so that it blocks nobody.
-- KEYS: listing
-- ARGV: prefix of the partition's record keys (same slot as KEYS[1]), the most orders to look at, how many to skip
-- Reply: {number of orders looked at, how many of them stay}
--@include lib_clock
--@include lib_record
--@setting ORDERS_KEPT_MS

local before = text(PASSED_MS - ORDERS_KEPT_MS)
local orders = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', before, 'LIMIT', tonumber(ARGV[3]), tonumber(ARGV[2]))
local stay = 0
for _, order in ipairs(orders) do
  local key = ARGV[1] .. order
  local status, followed = unpack(redis.call('HMGET', key, 'status', 'followed'))
  if not status or followed == LINES_FORGOTTEN then
    redis.call('DEL', key)
    redis.call('ZREM', KEYS[1], order)
  else
    stay = stay + 1
  end
end
return {#orders, stay}
