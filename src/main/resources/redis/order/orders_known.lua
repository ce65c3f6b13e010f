-- Reads which of these orders have a record.
-- KEYS: record of each order
-- ARGV: none
-- Reply: {number of each that has one, ...}

if redis.call('EXISTS', unpack(KEYS)) == 0 then
  return {}
end
local known = {}
for number, record in ipairs(KEYS) do
  if redis.call('EXISTS', record) == 1 then
    known[#known + 1] = number
  end
end
return known
