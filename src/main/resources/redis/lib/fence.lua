-- The fence of a SKU, in its totals: the highest token of a lock under which somebody has read its counter.

-- Whether somebody with a higher token has read a line since.
local function is_fenced_off(totals, token)
  local fence = redis.call('HGET', totals, 'fence')
  return fence and tonumber(fence) > tonumber(token)
end
