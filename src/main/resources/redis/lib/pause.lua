-- The pause of a SKU: during its reconciliation no other script changes what its counters are made of. The field 'paused' of its
-- totals is "<end in ms of the clock of lib/clock>:<owner>": an owner that dies holds the SKU no longer than that.
--@include lib/clock

local function pause_holds(paused)
  if not paused then
    return false
  end
  return NOW_MS < (tonumber(string.match(paused, '^%d+')) or 0)
end

local function pause_owner(paused)
  return string.match(paused, '^%d+:(.*)$')
end
