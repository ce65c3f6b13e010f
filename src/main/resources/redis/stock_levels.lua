-- Reads the levels of SKUs as of one moment.
-- KEYS: totals of each SKU
-- ARGV: prefix of the counter's key of each SKU (same slot as its KEY; the epoch that holds now is appended)
-- Reply: for each SKU {supplied, available or '' when its key is gone, reserved, sold, version, epoch}, or {} when unknown

local reply = {}
for i, totals in ipairs(KEYS) do
  local supplied, reserved, sold, version, epoch =
    unpack(redis.call('HMGET', totals, 'supplied', 'reserved', 'sold', 'version', 'epoch'))
  if epoch then
    local available = redis.call('GET', ARGV[i] .. epoch)
    reply[i] = {supplied, available or '', reserved, sold, version, epoch}
  else
    reply[i] = {}
  end
end
return reply
