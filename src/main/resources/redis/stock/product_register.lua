-- Registers a product or changes its description. Live stock is never overwritten.
-- KEYS: product; for one that is new also totals, reservations, available under the first epoch; for one whose strategy changes
--       also totals, reservations, available under the epoch that holds and under the next
-- ARGV: strategy, the strategy that is bound, '' when the product is new, the epoch that holds; then the fields that describe the
--       product: name, value, ...
-- Reply: {'CREATED' | 'UPDATED' | 'STRATEGY_IN_USE' | 'DAMAGED' when there is a counter but no totals | 'MOVED' when another
--        strategy is bound, or another epoch holds}

local product, totals, reservations, available, next_available = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local strategy, known_strategy, known_epoch = ARGV[1], ARGV[2], ARGV[3]

local bound = redis.call('HGET', product, 'strategy')
if (bound or '') ~= known_strategy then
  return {'MOVED'}
end
if not bound then
  -- Totals that outlived their product are stock, and stay as they are.
  if redis.call('EXISTS', totals) == 0 then
    if redis.call('EXISTS', available) == 1 then
      return {'DAMAGED'}
    end
    redis.call('HSET', totals, 'supplied', 0, 'reserved', 0, 'sold', 0, 'epoch', 1, 'version', 1)
    redis.call('SET', available, 0)
  end
elseif strategy ~= bound then
  local supplied, reserved, sold, epoch = unpack(redis.call('HMGET', totals, 'supplied', 'reserved', 'sold', 'epoch'))
  if epoch ~= known_epoch then
    return {'MOVED'}
  end
  if supplied ~= '0' or reserved ~= '0' or sold ~= '0' or redis.call('EXISTS', reservations) == 1
      or redis.call('GET', available) ~= '0' then
    return {'STRATEGY_IN_USE'}
  end
  -- The epoch rejects takes of the strategy that was bound before.
  redis.call('SET', next_available, 0)
  redis.call('DEL', available)
  redis.call('HINCRBY', totals, 'epoch', 1)
  redis.call('HINCRBY', totals, 'version', 1)
end
redis.call('HSET', product, 'strategy', strategy, unpack(ARGV, 4))
return {bound and 'UPDATED' or 'CREATED'}
