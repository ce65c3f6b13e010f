-- Finds the band that the stock of a product is in, with hysteresis, and numbers a crossing into another one, or a change of
-- strategy. What is not announced yet is replied again, and nothing else is found before it is: none is lost with an instance that
-- ends in between. The level is that of the totals, which a decrement that gives its units back at once does not touch.
-- KEYS: totals, product, band, the SKU's changes of strategy
-- ARGV: none
-- Reply: {the band, '' without thresholds, whether units are missing: '1' or '0'}, and of a crossing that is to be announced behind
--        that: its number, type, available, shortfall, time in ms, and of a change the strategies before and after, '' of a
--        crossing | {'UNKNOWN'} where something cannot be read
--@include lib/clock lib/number

local totals, product, band, changes = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local BANDS = {IN_STOCK = true, LOW = true, SOLD_OUT = true}

local CHANGED = 'STRATEGY_CHANGED'

-- Returns fields as numbers, nil when one of them is none. A missing one is that number, or false where it has to be there.
local function numbers(key, ...)
  local read = redis.pcall('HMGET', key, ...)
  if read.err then
    return nil
  end
  for i, value in ipairs(read) do
    if value and value ~= '' then
      if not is_whole(value) then
        return nil
      end
      read[i] = tonumber(value)
    else
      read[i] = false
    end
  end
  return read
end

local stock = numbers(totals, 'supplied', 'reserved', 'sold', 'shortfall')
local thresholds = numbers(product, 'lowStock', 'recoveredStock', 'backInStock')
local stored = redis.pcall('HMGET', band, 'band', 'short', 'sequence', 'announced', 'type', 'available', 'shortfall', 'at',
  'change', 'from', 'to')
if not stock or not thresholds or stored.err or not (stock[1] and stock[2] and stock[3]) then
  return {'UNKNOWN'}
end
-- A band of another name is damage: it begins anew, as one that is missing.
local before = BANDS[stored[1] or ''] and stored[1] or 'IN_STOCK'
local was_short, sequence, announced = stored[2] == '1', stored[3] or '0', stored[4] or '0'
if not is_whole(sequence) then
  return {'UNKNOWN'}
end
local shortfall = stock[4] or 0
local available = stock[1] + shortfall - stock[2] - stock[3]
local low, recovered, back = thresholds[1], thresholds[2], thresholds[3]

-- StockBand in the service decides alike.
local function band_after()
  if available <= 0 or before == 'SOLD_OUT' and available < back then
    return 'SOLD_OUT'
  end
  if available >= recovered or before == 'IN_STOCK' and available > low then
    return 'IN_STOCK'
  end
  return 'LOW'
end

local function crossing(now)
  if now == 'SOLD_OUT' then
    return 'SOLD_OUT'
  end
  if before == 'SOLD_OUT' then
    return 'BACK_IN_STOCK'
  end
  return now == 'LOW' and 'LOW_STOCK' or 'RECOVERED'
end

-- Writes a crossing, or a change, and its number; returns what is to be announced.
local function cross(field, value, kind, change)
  local crossed = {text(tonumber(sequence) + 1), kind, text(available), text(shortfall), change and change.at or NOW,
    change and change.from or '', change and change.to or ''}
  redis.call('HSET', band, field, value, 'sequence', crossed[1], 'type', kind, 'available', crossed[3], 'shortfall', crossed[4],
    'at', crossed[5], 'from', crossed[6], 'to', crossed[7])
  return crossed
end

-- The next change that is no event yet, as a hash; nil when there is none. One that binds what was bound is none.
local function next_change(after)
  local entries = after and redis.pcall('XRANGE', changes, '(' .. after, '+') or {}
  for _, entry in ipairs(entries.err and {} or entries) do
    local fields = {position = entry[1]}
    for i = 1, #entry[2], 2 do
      fields[entry[2][i]] = entry[2][i + 1]
    end
    if fields.from and fields.to and fields.at and fields.from ~= fields.to then
      return fields
    end
  end
  return nil
end

local short = shortfall > 0
-- An instance of an earlier version writes a crossing and leaves the strategies of a change before it.
local changed = stored[5] == CHANGED
local pending = sequence ~= announced and {sequence, stored[5] or '', stored[6] or '0', stored[7] or '0', stored[8] or '0',
  changed and stored[10] or '', changed and stored[11] or ''}
local now = before
if not pending then
  local change = next_change(stored[9])
  if change then
    pending = cross('change', change.position, CHANGED, change)
  elseif short ~= was_short then
    pending = cross('short', short and '1' or '0', short and 'SHORTFALL' or 'SHORTFALL_FILLED')
  elseif not (low and recovered and back) then
    -- Thresholds that it gets later begin anew.
    if stored[1] then
      redis.call('HDEL', band, 'band')
    end
  else
    now = band_after()
    if now ~= before then
      pending = cross('band', now, crossing(now))
    end
  end
end
return {low and now or '', short and '1' or '0', unpack(pending or {})}
