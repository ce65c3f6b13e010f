-- The pause of a SKU: while somebody reconciles it, nothing else may change what its counters are made of. The field 'paused' of its
-- totals is "<end in ms of Redis's clock>:<whose>": whoever dies holds nobody up for longer than that.

local function pause_holds(paused)
  if not paused then
    return false
  end
  local time = redis.call('TIME')
  local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
  return now < (tonumber(string.match(paused, '^%d+')) or 0)
end
