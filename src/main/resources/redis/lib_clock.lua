-- The time that decides: Redis's clock, clamped to the clock of the instance that calls, so that a jump of one of the two moves
-- no deadline by more than the bound. The gateway appends the caller's epoch milliseconds to ARGV, or '' while that instance
-- does not trust its own clock; this library takes them off again, so it stands before whatever else reads ARGV.

-- How far Redis's clock may be from the caller's.
--@setting CLOCK_DIFFERENCE_MAX_MS

-- Microseconds that create and extend; milliseconds until which time has passed by both clocks, -1 when only one is known.
local CLOCK_MICROS, PASSED_MS
do
  local caller = tonumber(table.remove(ARGV))
  local time = redis.call('TIME')
  local store = tonumber(time[1]) * 1000000 + tonumber(time[2])
  if caller then
    local latest = (caller + CLOCK_DIFFERENCE_MAX_MS) * 1000
    CLOCK_MICROS = math.max(math.min(store, latest), (caller - CLOCK_DIFFERENCE_MAX_MS) * 1000)
    PASSED_MS = math.floor(math.min(store, latest) / 1000)
  else
    CLOCK_MICROS, PASSED_MS = store, -1
  end
end

local function milliseconds(micros)
  return math.floor(micros / 1000)
end

-- Whether a moment has passed by both clocks. What cannot be taken back, expiring and forgetting, asks this.
local function has_passed(moment)
  return moment <= PASSED_MS
end
