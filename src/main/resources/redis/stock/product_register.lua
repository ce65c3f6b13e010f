-- Registers a product or changes its description. Live stock is never overwritten. A description that is as it was to be stays at
-- its revision.
-- KEYS: product, totals; for one that is new also reservations, available under the first epoch; for one whose strategy changes
--       also reservations, available under the epoch that holds and under the next
-- ARGV: strategy, the strategy that is bound, '' when the product is new, the epoch that holds, the revisions that the caller means
--       with blanks between them, '*' for any and for a product that is new, what is to be of its sale (lib/sale): 1 or 0, from
--       and until in ms ('-' for no time), each '' where it stays; then the fields that describe the product: name, value, ...
-- Reply: {'CREATED' | 'UPDATED' | 'CHANGED' when it is at another revision, or not there | 'STRATEGY_IN_USE' | 'DAMAGED' when there is
--        a counter but no totals | 'MOVED' when another strategy is bound, or another epoch holds
--        | 'SALE_TIMES' when the sale would end before it begins}; 'WAITED' behind it where orders wait for what is not on sale now
--@include lib/number lib/sale lib/waiting

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
for i = 8, #ARGV, 2 do
  same = same and (stored[ARGV[i]] or '') == ARGV[i + 1]
end

local meant = string.find(' ' .. revisions .. ' ', ' ' .. text(revision) .. ' ', 1, true)
if revisions ~= '*' and not (bound and meant) then
  return {'CHANGED'}
end

-- The sale as it is to be; nil when it stays, false when it would end before it begins.
local function sale_to_be(on, from, ends)
  local stored_sale = redis.call('HGET', totals, 'sale')
  local was_on, was_from, did_end = parse_sale(stored_sale)
  local function time(given, stored_time)
    return given == '' and (stored_time or '') or string.match(given, '^%d+$') or ''
  end
  if on .. from .. ends == '' then
    return nil
  end
  from, ends = time(from, was_from), time(ends, did_end)
  if from ~= '' and ends ~= '' and tonumber(ends) <= tonumber(from) then
    return false
  end
  local sale = (on == '' and (was_on or '0') or on) .. ':' .. from .. ':' .. ends
  return sale ~= (stored_sale or '1::') and sale or nil
end

local sale = sale_to_be(ARGV[5], ARGV[6], ARGV[7])
if sale == false then
  return {'SALE_TIMES'}
end
if same and not sale then
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
redis.call('HSET', product, 'strategy', strategy, 'revision', text(revision + 1), unpack(ARGV, 8))
local waited
if sale then
  -- The totals decide. The product keeps a copy: totals that are lost must not put it on sale.
  redis.call('HSET', totals, 'sale', sale)
  redis.call('HSET', product, 'sale', sale)
  waited = not is_on_sale(sale) and is_waited_for(totals) and 'WAITED' or nil
end
return {bound and 'UPDATED' or 'CREATED', waited}
