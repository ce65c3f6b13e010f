-- The time that decides: Redis's clock, clamped to the clock of the calling instance, so that a jump of one of the two moves no
-- deadline by more than the bound. The gateway appends the caller's epoch milliseconds to ARGV, or '' while that instance does
-- not trust its own clock. This library takes that argument off again, so it stands before whatever else reads ARGV. The same
-- argument goes on with what the caller knows of times in which Redis refused decisions (Outages in the service):
-- ";extension;refused;going on;from;to;end of the grace".
--@include lib/number lib/server_clock

-- How far Redis's clock may be from the caller's.
--@setting CLOCK_DIFFERENCE_MAX_MS

-- The time that creates and extends, in microseconds, in milliseconds, and in these as text; and the milliseconds until which time
-- has passed by both clocks, -1 when only one is known.
local CLOCK_MICROS, NOW_MS, NOW, PASSED_MS
local STAMP = table.remove(ARGV)
do
  local caller = tonumber(string.match(STAMP, '^%d*'))
  local store = server_micros()
  if caller then
    local latest = (caller + CLOCK_DIFFERENCE_MAX_MS) * 1000
    CLOCK_MICROS = math.max(math.min(store, latest), (caller - CLOCK_DIFFERENCE_MAX_MS) * 1000)
    PASSED_MS = milliseconds(math.min(store, latest))
  else
    CLOCK_MICROS, PASSED_MS = store, -1
  end
  NOW_MS = milliseconds(CLOCK_MICROS)
  NOW = text(NOW_MS)
end

-- Whether a moment has passed by both clocks. Steps that cannot be undone, expiring and forgetting, ask this.
local function has_passed(moment)
  return moment <= PASSED_MS
end

-- Outages, in which decisions could not be written; empty where the caller writes no heartbeats. extension: the most ms by which a
-- deadline moves; refused: the start, if this call is refused; going_on: the start of one that goes on; from, to, grace_end: the
-- last. Read when a deadline is judged, which few calls do.
local outage
local function read_outage()
  local extension, refused, going_on, from, to, grace_end = string.match(STAMP, ';(%d*);(%d*);(%d*);(%d*);(%d*);(%d*)$')
  return {
    extension = tonumber(extension), refused = tonumber(refused), going_on = tonumber(going_on), from = tonumber(from),
    to = tonumber(to), grace_end = tonumber(grace_end)
  }
end

-- When a customer's deadline counts as passed: an order that could not be decided in time because Redis refused it gets an
-- extension. made: when the deadline was agreed; refused: whether Redis has just refused the caller's write.
local function counted_deadline(deadline, made, refused)
  outage = outage or read_outage()
  local since = refused and outage.refused or outage.going_on
  if since and deadline >= since then
    return deadline + outage.extension
  end
  if outage.from and outage.from <= deadline and deadline <= outage.grace_end and made <= outage.to then
    return math.max(deadline, math.min(outage.grace_end, deadline + outage.extension))
  end
  return deadline
end
