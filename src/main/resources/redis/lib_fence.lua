-- The fence of a SKU, in its totals: the highest token of a lock under which somebody has read its counter.

-- Whether somebody with a higher token has read a line since; first_token is the index in ARGV of the first line's token.
local function fenced_off(first_token)
  for key = 2, #KEYS, 3 do
    local fence = redis.call('HGET', KEYS[key], 'fence')
    if fence and tonumber(fence) > tonumber(ARGV[first_token + (key - 2) / 3]) then
      return true
    end
  end
  return false
end
