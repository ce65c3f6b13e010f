-- Appends a crossing to the events of products, unless it is there: two instances may announce the same one.
-- KEYS: product-events
-- ARGV: SKU, number, type, available, shortfall, time in ms, the most events to keep
-- Reply: {1 when it was appended, 0 when it was there}

local events = KEYS[1]
local sku, sequence, kind, available, shortfall, at, events_max = unpack(ARGV)

-- One that comes later than so many others comes twice: a reader keeps the highest number.
local LOOKED_AT = 100

for _, entry in ipairs(redis.call('XREVRANGE', events, '+', '-', 'COUNT', LOOKED_AT)) do
  local told = {}
  for i = 1, #entry[2], 2 do
    told[entry[2][i]] = entry[2][i + 1]
  end
  if told.sku == sku and told.sequence == sequence and told.occurredAt == at then
    return {0}
  end
end
redis.call('XADD', events, 'MAXLEN', '~', events_max, '*',
  'sku', sku, 'sequence', sequence, 'type', kind, 'available', available, 'shortfall', shortfall, 'occurredAt', at)
return {1}
