-- Reads a page of a SKU's movements, the latest first, as far as they are not older than they may be.
-- KEYS: totals, movements
-- ARGV: the id that the page comes after, '' for the first page; the most movements to answer
-- Reply: {'READ', {id, {field, value, ...}}, ...} | {'UNKNOWN'} | {'DAMAGED'}
--@include lib/clock lib/movement lib/number

local totals, movements, after, limit = KEYS[1], KEYS[2], ARGV[1], ARGV[2]

if redis.call('EXISTS', totals) == 0 then
  return {'UNKNOWN'}
end
local entries = redis.pcall('XREVRANGE', movements, after == '' and '+' or '(' .. after,
  text(math.max(0, PASSED_MS - MOVEMENTS_AGE_MS)), 'COUNT', limit)
if entries.err then
  return {'DAMAGED'}
end
return {'READ', unpack(entries)}
