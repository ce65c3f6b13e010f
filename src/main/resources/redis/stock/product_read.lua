-- Reads a product and its binding as of one moment: the strategy is the one that is bound under the epoch.
-- KEYS: product, totals
-- ARGV: none
-- Reply: {epoch, the pause, the sale, '' for what is missing, '1' when it is on sale now, else '0'; then the product's fields: name,
--        value, ...}; {} when the product or its totals are no hash
--@include lib/sale

local product, totals = KEYS[1], KEYS[2]

local binding = redis.pcall('HMGET', totals, 'epoch', 'paused', 'sale')
local described = redis.pcall('HGETALL', product)
if binding.err or described.err then
  return {}
end
return {
  binding[1] or '', binding[2] or '', binding[3] or '', is_on_sale(binding[3]) and '1' or '0', unpack(described)
}
