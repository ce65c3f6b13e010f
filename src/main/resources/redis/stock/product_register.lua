-- Registers a product or changes its description. Live stock is never overwritten. A description that is as it was to be stays at
-- its revision.
-- KEYS: product; for one that is new also totals, reservations, available under the first epoch; for one whose strategy changes
--       also totals, reservations, available under the epoch that holds and under the next
-- ARGV: strategy, the strategy that is bound, '' when the product is new, the epoch that holds, the revisions that the caller means
--       with blanks between them, '*' for any and for a product that is new; then the fields that describe the product: name,
--       value, ...
-- Reply: {'CREATED' | 'UPDATED' | 'CHANGED' when it is at another revision, or not there | 'STRATEGY_IN_USE' | 'DAMAGED' when there is
--        a counter but no totals | 'MOVED' when another strategy is bound, or another epoch holds}
--@include lib/number

local product, totals, reservations, available, next_available = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local strategy, known_strategy, known_epoch, revisions = ARGV[1], ARGV[2], ARGV[3], ARGV[4]

local stored, flat = {}, redis.call('HGETALL', product)
for i = 1, #flat, 2 do
  stored[flat[i]] = flat[i + 1]
end
local bound = stored.strategy
if (bound or '') ~= known_strategy then
  return {'MOVED'}
end
local revision = is_whole(stored.revision or '') and tonumber(stored.revision) or 0
local same = strategy == bound
for i = 5, #ARGV, 2 do
  same = same and (stored[ARGV[i]] or '') == ARGV[i + 1]
end

local meant = string.find(' ' .. revisions .. ' ', ' ' .. text(revision) .. ' ', 1, true)
if revisions ~= '*' and not (bound and meant) then
  return {'CHANGED'}
end
if same then
  return {'UPDATED'}
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
redis.call('HSET', product, 'strategy', strategy, 'revision', text(revision + 1), unpack(ARGV, 5))
return {bound and 'UPDATED' or 'CREATED'}
