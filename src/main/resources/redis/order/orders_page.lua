-- Reads a part of a partition's listing: the orders after a position, in the order of their time of change and, where that is
-- the same, of their ids. Nothing is counted through: a position is found by halving.
-- KEYS: listing
-- ARGV: the position's time in ms, its order ('' is before all of that time), the most orders to answer
-- Reply: {order, time, order, time, ...}

local time, after, most = ARGV[1], ARGV[2], tonumber(ARGV[3])
local first = redis.call('ZCOUNT', KEYS[1], '-inf', '(' .. time)
if after ~= '' then
  local beyond = first + redis.call('ZCOUNT', KEYS[1], time, time)
  while first < beyond do
    local middle = math.floor((first + beyond) / 2)
    if redis.call('ZRANGE', KEYS[1], middle, middle)[1] <= after then
      first = middle + 1
    else
      beyond = middle
    end
  end
end
return redis.call('ZRANGE', KEYS[1], first, first + most - 1, 'WITHSCORES')
