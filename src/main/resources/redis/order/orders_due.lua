-- Which orders a list of a partition has up to now, or up to so long ago by both clocks: the earliest first. What becomes of them
-- is for a call that declares their records.
-- KEYS: due, forgetting or orders
-- ARGV: 'now' or ms, the most orders to answer, how many to skip
-- Reply: {order, ...}
--@include lib/clock

local until_ms = ARGV[1] == 'now' and milliseconds(CLOCK_MICROS) or PASSED_MS - tonumber(ARGV[1])
return redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', string.format('%d', until_ms),
  'LIMIT', tonumber(ARGV[3]), tonumber(ARGV[2]))
