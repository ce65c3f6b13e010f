-- Reads a product and its binding as of one moment: the strategy is the one that is bound under the epoch.
-- KEYS: product, totals
-- ARGV: none
-- Reply: {epoch, the pause, name, strategy, reservation time in ms, the most units of an order, of a customer}; a field that is
--        missing is ''; {} when the product or its totals are no hash

local product, totals = KEYS[1], KEYS[2]

local binding = redis.pcall('HMGET', totals, 'epoch', 'paused')
local described = redis.pcall('HMGET', product, 'name', 'strategy', 'reservationTime', 'maxPerOrder', 'maxPerCustomer')
if binding.err or described.err then
  return {}
end
local reply = {binding[1], binding[2], unpack(described)}
for i = 1, #reply do
  reply[i] = reply[i] or ''
end
return reply
