-- Registers a product or changes its description. Live stock is never overwritten.
-- KEYS: product; for one that is new also totals, reservations, available under the first epoch; for one whose strategy changes
--       also totals, reservations, available under the epoch that holds and under the next
-- ARGV: name, strategy, reservation time in ms, the most units of an order, of a customer (0: no limit), the strategy that is
--       bound, '' when the product is new, the epoch that holds
-- Reply: {'CREATED' | 'UPDATED' | 'STRATEGY_IN_USE' | 'DAMAGED' when there is a counter but no totals | 'MOVED' when something else
--        is bound, or another epoch holds}

local bound = redis.call('HGET', KEYS[1], 'strategy')
if (bound or '') ~= ARGV[6] then
  return {'MOVED'}
end
if not bound then
  -- Totals that outlived their product are stock, and stay as they are.
  if redis.call('EXISTS', KEYS[2]) == 0 then
    if redis.call('EXISTS', KEYS[4]) == 1 then
      return {'DAMAGED'}
    end
    redis.call('HSET', KEYS[2], 'supplied', 0, 'reserved', 0, 'sold', 0, 'epoch', 1, 'version', 1)
    redis.call('SET', KEYS[4], 0)
  end
elseif ARGV[2] ~= bound then
  local supplied, reserved, sold, epoch = unpack(redis.call('HMGET', KEYS[2], 'supplied', 'reserved', 'sold', 'epoch'))
  if epoch ~= ARGV[7] then
    return {'MOVED'}
  end
  if supplied ~= '0' or reserved ~= '0' or sold ~= '0' or redis.call('EXISTS', KEYS[3]) == 1
      or redis.call('GET', KEYS[4]) ~= '0' then
    return {'STRATEGY_IN_USE'}
  end
  -- The epoch turns away what was bound before.
  redis.call('SET', KEYS[5], 0)
  redis.call('DEL', KEYS[4])
  redis.call('HINCRBY', KEYS[2], 'epoch', 1)
  redis.call('HINCRBY', KEYS[2], 'version', 1)
end
redis.call('HSET', KEYS[1], 'name', ARGV[1], 'strategy', ARGV[2], 'reservationTime', ARGV[3],
  'maxPerOrder', ARGV[4], 'maxPerCustomer', ARGV[5])
return {bound and 'UPDATED' or 'CREATED'}
