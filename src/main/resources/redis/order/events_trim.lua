-- Trims the events of a partition whose time to be kept has passed by both clocks: a bounded number of whole nodes of the stream, so
-- that a few older ones stay. The ids of a stream are times, but after a jump of the clock, when they are ahead. The last event that
-- is too old stays: a reader that has read it has missed nothing.
-- KEYS: events
-- ARGV: none
-- Reply: how many were trimmed
--@include lib/clock lib/number

-- How long an event is kept.
--@setting EVENTS_AGE_MS

local events = KEYS[1]

local TRIMMED_MAX = 1000

-- Where only one clock is known, nothing has passed.
local oldest_ms = PASSED_MS - EVENTS_AGE_MS
if oldest_ms <= 0 then
  return 0
end
local last = redis.call('XREVRANGE', events, text(oldest_ms), '-', 'COUNT', 1)
if not last[1] then
  return 0
end
return redis.call('XTRIM', events, 'MINID', '~', last[1][1], 'LIMIT', TRIMMED_MAX)
