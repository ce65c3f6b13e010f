-- The time that decides: Redis's clock, clamped to the clock of the instance that calls, so that a jump of one of the two moves
-- no deadline by more than the bound. The gateway appends the caller's epoch milliseconds to ARGV, or '' while that instance
-- does not trust its own clock; this library takes them off again, so it stands before whatever else reads ARGV.
-- Behind them, in the same argument, is what the caller knows of times in which Redis refused decisions (Outages in the service):
-- ";extension;refused;going on;from;to;end of the grace".

-- How far Redis's clock may be from the caller's.
--@setting CLOCK_DIFFERENCE_MAX_MS

-- Microseconds that create and extend; milliseconds until which time has passed by both clocks, -1 when only one is known.
local CLOCK_MICROS, PASSED_MS
-- Times in which decisions could not be written; nil where the caller writes no heartbeats. extension: by how many ms a deadline is
-- moved at most; refused: since when, if this call is refused; going_on: since when, if it goes on; the last one: from, to, grace_end.
local OUTAGE
do
  local stamp = table.remove(ARGV)
  local caller = tonumber(string.match(stamp, '^%d*'))
  local extension, refused, going_on, from, to, grace_end = string.match(stamp, ';(%d*);(%d*);(%d*);(%d*);(%d*);(%d*)$')
  if extension then
    OUTAGE = {
      extension = tonumber(extension), refused = tonumber(refused), going_on = tonumber(going_on), from = tonumber(from),
      to = tonumber(to), grace_end = tonumber(grace_end)
    }
  end
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

-- When a customer's deadline counts as passed: what could not be decided in time because Redis refused it has some time after that.
-- made is when it was agreed; where `refused`, Redis has just refused the caller's write.
local function counted_deadline(deadline, made, refused)
  local since = OUTAGE and (refused and OUTAGE.refused or OUTAGE.going_on)
  if since and deadline >= since then
    return deadline + OUTAGE.extension
  end
  if OUTAGE and OUTAGE.from and OUTAGE.from <= deadline and deadline <= OUTAGE.grace_end and made <= OUTAGE.to then
    return math.max(deadline, math.min(OUTAGE.grace_end, deadline + OUTAGE.extension))
  end
  return deadline
end
