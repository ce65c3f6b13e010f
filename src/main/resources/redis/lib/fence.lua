-- The fence of a SKU, in its totals: the highest token of a lock under which its counter was read.

-- Whether a lock with a higher token has been used since to read a line.
local function is_fenced_off(totals, token)
  local fence = redis.call('HGET', totals, 'fence')
  return fence and tonumber(fence) > tonumber(token)
end
