-- Reads a product and its binding as of one moment: the strategy is the one that is bound under the epoch.
-- KEYS: product, totals
-- ARGV: none
-- Reply: {epoch, the pause, '' for what is missing; then the product's fields: name, value, ...}; {} when the product or its totals
--        are no hash

local product, totals = KEYS[1], KEYS[2]

local binding = redis.pcall('HMGET', totals, 'epoch', 'paused')
local described = redis.pcall('HGETALL', product)
if binding.err or described.err then
  return {}
end
return {binding[1] or '', binding[2] or '', unpack(described)}
