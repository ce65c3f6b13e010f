-- Binds another strategy to a product while it sells: its strategy, its epoch and its counter change in one step. What is on its
-- way under the epoch before is rejected, and starts again under the next. So the counter is made of the totals: what a decrement
-- has taken and no reservation records will never be recorded, and is available again. Every other strategy records what it takes
-- in the step that takes it: there, a counter that says less than the totals is damage, too.
-- KEYS: product, totals, the SKU's changes of strategy, available under the epoch that holds and under the next, band
-- ARGV: id of the change, '' only to say what it would do, the strategy to bind, '1' when it may be used, the epoch that holds,
--       the next one, how many changes are kept, ms for which a sentinel stays
-- Reply: {'SWITCHED' when done now | 'DUPLICATE' when done before under this id | 'READ' when only looked at, strategy before,
--        strategy after, epoch after, available units returned, at in ms or ''} | {'UNKNOWN'} | {'REUSED'} | {'FORBIDDEN'} | {'PAUSED'}
--        | {'DAMAGED', why} | {'EPOCH', the one that holds}; 'WAITED' behind SWITCHED where orders wait for the units returned
--@include lib/clock lib/late lib/number lib/pause lib/waiting

local product, totals, changes, available, next_available, band = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local id, strategy, allowed, declared_epoch, next_epoch = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local changes_max, sentinel_ms = ARGV[6], ARGV[7]

-- The one whose takes create a counter that is not there.
local BARE_DECREMENT = 'redis-decrby'

-- Those that take before they record.
local TAKES_FIRST = {[BARE_DECREMENT] = true, ['redisson-semaphore'] = true}

-- The change of this id among those that are kept, as a reply; nil when there is none.
local function done_before()
  for _, entry in ipairs(redis.call('XREVRANGE', changes, '+', '-')) do
    local fields = {}
    for i = 1, #entry[2], 2 do
      fields[entry[2][i]] = entry[2][i + 1]
    end
    if fields.id == id then
      if fields.to ~= strategy then
        return {'REUSED'}
      end
      return {'DUPLICATE', fields.from, fields.to, fields.epoch, fields.returned, fields.at}
    end
  end
  return nil
end

local bound, revision = unpack(redis.call('HMGET', product, 'strategy', 'revision'))
if not bound then
  return {'UNKNOWN'}
end
local before = id ~= '' and done_before()
if before then
  return before
end
if allowed ~= '1' then
  return {'FORBIDDEN'}
end
local epoch, paused, supplied, reserved, sold, version, shortfall = unpack(
  redis.call('HMGET', totals, 'epoch', 'paused', 'supplied', 'reserved', 'sold', 'version', 'shortfall'))
shortfall = shortfall or '0'
if pause_holds(paused) then
  return {'PAUSED'}
end
if not epoch then
  return {'DAMAGED', 'the totals are gone'}
end
if epoch ~= declared_epoch then
  return {'EPOCH', epoch}
end
local counter = redis.call('GET', available)
-- The counter of units that are oversold is below zero.
local numbers = {(string.gsub(counter or '', '^%-', '', 1)), supplied or '', reserved or '', sold or '', version or '', shortfall}
for _, number in ipairs(numbers) do
  if not is_whole(number) then
    return {'DAMAGED', 'the counter, a total or the version is no number'}
  end
end
local units = tonumber(supplied) + tonumber(shortfall) - tonumber(reserved) - tonumber(sold)
local returned = units - tonumber(counter)
if returned < 0 then
  return {'DAMAGED', 'more is available than supply and reservations leave'}
end
if returned > 0 and not TAKES_FIRST[bound] then
  return {'DAMAGED', 'less is available than supply and reservations leave'}
end
-- A decrement of more than there is leaves a counter below zero: that part never was units.
returned = math.max(0, units) - math.max(0, tonumber(counter))
if bound == strategy then
  units, returned, next_epoch = tonumber(counter), 0, epoch
end
if id == '' then
  return {'READ', bound, strategy, next_epoch, text(returned), ''}
end
local at = NOW
if bound ~= strategy and not redis.pcall('HGET', band, 'change') then
  -- From there on band_sample looks for changes that are no event yet.
  local last = redis.call('XREVRANGE', changes, '+', '-', 'COUNT', 1)[1]
  redis.call('HSET', band, 'change', last and last[1] or '0-0')
end
redis.call('XADD', changes, 'MAXLEN', changes_max, '*',
  'id', id, 'from', bound, 'to', strategy, 'epoch', next_epoch, 'returned', text(returned), 'at', at)
if bound ~= strategy then
  redis.call('SET', next_available, text(units))
  if bound == BARE_DECREMENT or strategy == BARE_DECREMENT then
    redis.call('SET', available, SENTINEL, 'PX', sentinel_ms)
  else
    redis.call('DEL', available)
  end
  redis.call('HSET', totals, 'epoch', next_epoch)
  redis.call('HINCRBY', totals, 'version', 1)
  -- A pause that has lasted as long as it may is over.
  redis.call('HDEL', totals, 'paused')
  revision = is_whole(revision or '') and tonumber(revision) or 0
  redis.call('HSET', product, 'strategy', strategy, 'revision', text(revision + 1))
end
return {'SWITCHED', bound, strategy, next_epoch, text(returned), at, waited_for(totals, returned)}
