-- Appends a crossing, or a change of strategy, to the events of products, unless it is there: two instances may announce the same one.
-- KEYS: product-events
-- ARGV: SKU, number, type, available, shortfall, time in ms, of a change the strategies before and after ('' of a crossing), the
--       most events to keep
-- Reply: {1 when it was appended, 0 when it was there}

local events = KEYS[1]
local sku, sequence, kind, available, shortfall, at, from, to, events_max = unpack(ARGV)

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
local entry = {'sku', sku, 'sequence', sequence, 'type', kind, 'available', available, 'shortfall', shortfall, 'occurredAt', at}
if to ~= '' then
  for _, word in ipairs({'from', from, 'to', to}) do
    entry[#entry + 1] = word
  end
end
redis.call('XADD', events, 'MAXLEN', '~', events_max, '*', unpack(entry))
return {1}
