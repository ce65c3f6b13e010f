-- Notes that decisions of a partition can be written now, and the time before that in which they could not. Redis refuses it as it
-- refuses decisions.
-- KEYS: heartbeat, a hash: at, when one was written last; from, to: the last time without any
-- ARGV: ms within which the heartbeat of another instance is enough, ms from which on a time without any counts, ms after such a
--       time within which another one continues it
-- Reply: {at, from or '', to or ''}, in ms
--@include lib/clock

local kind = redis.call('TYPE', KEYS[1]).ok
if kind ~= 'hash' and kind ~= 'none' then
  -- Damage: every deadline would be moved for as long as it stayed.
  redis.call('DEL', KEYS[1])
end
local now = milliseconds(CLOCK_MICROS)
local at, from, to = unpack(redis.call('HMGET', KEYS[1], 'at', 'from', 'to'))
at, from, to = tonumber(at or nil), tonumber(from or nil), tonumber(to or nil)
if not (from and to and from <= to and to <= now) then
  -- None, or of a clock that has jumped.
  from, to = nil, nil
end
local since = at and now - at
if not since or since < 0 or since >= tonumber(ARGV[1]) then
  if since and since > tonumber(ARGV[2]) then
    from = to and at <= to + tonumber(ARGV[3]) and from or at
    to = now
    redis.call('HSET', KEYS[1], 'from', string.format('%d', from), 'to', string.format('%d', to))
  end
  at = now
  redis.call('HSET', KEYS[1], 'at', string.format('%d', at))
end
return {string.format('%d', at), from and string.format('%d', from) or '', to and string.format('%d', to) or ''}
