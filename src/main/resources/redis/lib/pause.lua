-- The pause of a SKU: while somebody reconciles it, nothing else may change what its counters are made of. The field 'paused' of its
-- totals is "<end in ms of the clock of lib_clock>:<whose>": whoever dies holds nobody up for longer than that. Needs lib_clock.

local function pause_holds(paused)
  if not paused then
    return false
  end
  return milliseconds(CLOCK_MICROS) < (tonumber(string.match(paused, '^%d+')) or 0)
end
