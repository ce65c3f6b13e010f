-- Reads a page of a partition's listing: the orders after a position, by their time of change and, where that is the same, by
-- their ids. A binary search finds the position.
-- KEYS: orders
-- ARGV: the position's time in ms, its order ('' is before all of that time), the most orders to answer
-- Reply: {order, time, order, time, ...}

local listing = KEYS[1]
local time, after, limit = ARGV[1], ARGV[2], tonumber(ARGV[3])

local first = redis.call('ZCOUNT', listing, '-inf', '(' .. time)
if after ~= '' then
  local beyond = first + redis.call('ZCOUNT', listing, time, time)
  while first < beyond do
    local middle = math.floor((first + beyond) / 2)
    if redis.call('ZRANGE', listing, middle, middle)[1] <= after then
      first = middle + 1
    else
      beyond = middle
    end
  end
end
return redis.call('ZRANGE', listing, first, first + limit - 1, 'WITHSCORES')
