-- Finds the band that the stock of a product is in, with hysteresis, and numbers a crossing into another one. A crossing that is not
-- announced yet is replied again, and no other is found before it is: none is lost with an instance that ends in between. The level
-- is that of the totals, which a decrement that gives its units back at once does not touch.
-- KEYS: totals, product, band
-- ARGV: none
-- Reply: {the band, '' without thresholds, whether units are missing: '1' or '0'}, and of a crossing that is to be announced behind
--        that: its number, type, available, shortfall and time in ms | {'UNKNOWN'} where something cannot be read
--@include lib/clock lib/number

local totals, product, band = KEYS[1], KEYS[2], KEYS[3]
local BANDS = {IN_STOCK = true, LOW = true, SOLD_OUT = true}

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
local stored = redis.pcall('HMGET', band, 'band', 'short', 'sequence', 'announced', 'type', 'available', 'shortfall', 'at')
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

-- Writes a crossing and its number; returns what is to be announced.
local function cross(field, value, kind)
  local crossed = {text(tonumber(sequence) + 1), kind, text(available), text(shortfall), text(NOW_MS)}
  redis.call('HSET', band, field, value, 'sequence', crossed[1], 'type', kind, 'available', crossed[3], 'shortfall', crossed[4],
    'at', crossed[5])
  return crossed
end

local short = shortfall > 0
local pending = sequence ~= announced and {sequence, stored[5] or '', stored[6] or '0', stored[7] or '0', stored[8] or '0'}
local now = before
if not pending then
  if short ~= was_short then
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
