-- Records that decisions of a partition can be written now, and the outage before that in which they could not. Redis refuses it
-- as it refuses decisions.
-- KEYS: heartbeat
-- ARGV: ms within which the heartbeat of another instance is enough, ms without any from which on that is an outage, ms after an
--       outage within which another one continues it
-- Reply: {at, from or '', to or ''}, in ms
--@include lib/clock lib/number

local heartbeat = KEYS[1]
local interval_ms, outage_ms_min, continued_ms = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])

local kind = redis.call('TYPE', heartbeat).ok
if kind ~= 'hash' and kind ~= 'none' then
  -- Damage: every deadline would be moved for as long as it stayed.
  redis.call('DEL', heartbeat)
end
local at, from, to = unpack(redis.call('HMGET', heartbeat, 'at', 'from', 'to'))
at, from, to = tonumber(at or nil), tonumber(from or nil), tonumber(to or nil)
if not (from and to and from <= to and to <= NOW_MS) then
  -- None, or of a clock that has jumped.
  from, to = nil, nil
end
local since = at and NOW_MS - at
if not since or since < 0 or since >= interval_ms then
  if since and since > outage_ms_min then
    from = to and at <= to + continued_ms and from or at
    to = NOW_MS
    redis.call('HSET', heartbeat, 'from', text(from), 'to', text(to))
  end
  at = NOW_MS
  redis.call('HSET', heartbeat, 'at', text(at))
end
return {text(at), from and text(from) or '', to and text(to) or ''}
