-- Reads the orders that a list of a partition has up to now, or up to some ms ago by both clocks: the earliest first. A call that
-- declares their records acts on them.
-- KEYS: due, forgetting or orders
-- ARGV: 'now' or ms ago, the most orders to answer, how many to skip
-- Reply: {order, ...}
--@include lib/clock lib/number

local list = KEYS[1]
local age, limit, skip = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])

local until_ms = age == 'now' and NOW_MS or PASSED_MS - tonumber(age)
return redis.call('ZRANGEBYSCORE', list, '-inf', text(until_ms), 'LIMIT', skip, limit)
