-- Registers a product or changes its description. Live stock is never overwritten.
-- KEYS: product, totals, reservations
-- ARGV: name, strategy ('' keeps the bound one), default strategy, reservation time in ms,
--       prefix of the counter's key (same slot as the KEYS; the epoch is appended), the most units of an order, of a customer (0:
--       no limit)
-- Reply: {'CREATED' | 'UPDATED' | 'STRATEGY_IN_USE' | 'DAMAGED' when there is a counter but no totals}

local bound = redis.call('HGET', KEYS[1], 'strategy')
local wanted = ARGV[2]
if wanted == '' then
  wanted = bound or ARGV[3]
end
local created = not bound
if created then
  -- Totals that outlived their product are stock, and stay as they are.
  if redis.call('EXISTS', KEYS[2]) == 0 then
    if redis.call('EXISTS', ARGV[5] .. '1') == 1 then
      return {'DAMAGED'}
    end
    redis.call('HSET', KEYS[2], 'supplied', 0, 'reserved', 0, 'sold', 0, 'epoch', 1, 'version', 1)
    redis.call('SET', ARGV[5] .. '1', 0)
  end
elseif wanted ~= bound then
  local supplied, reserved, sold, epoch = unpack(redis.call('HMGET', KEYS[2], 'supplied', 'reserved', 'sold', 'epoch'))
  if supplied ~= '0' or reserved ~= '0' or sold ~= '0' or redis.call('EXISTS', KEYS[3]) == 1
      or redis.call('GET', ARGV[5] .. epoch) ~= '0' then
    return {'STRATEGY_IN_USE'}
  end
  -- Whoever still holds the old binding is turned away by the epoch.
  redis.call('DEL', ARGV[5] .. epoch)
  redis.call('SET', ARGV[5] .. redis.call('HINCRBY', KEYS[2], 'epoch', 1), 0)
  redis.call('HINCRBY', KEYS[2], 'version', 1)
end
redis.call('HSET', KEYS[1], 'name', ARGV[1], 'strategy', wanted, 'reservationTime', ARGV[4],
  'maxPerOrder', ARGV[6], 'maxPerCustomer', ARGV[7])
return {created and 'CREATED' or 'UPDATED'}
