-- Orders that wait for units of a SKU. The field 'waitedUntil' of its totals is a lease, in ms of Redis's own clock, of all instances
-- that have some: while it lasts, the caller of a step that gave units back signals them. The step itself publishes nothing: a
-- PUBLISH that Redis refuses would make a fault of a step that has happened.
--@include lib/server_clock

local function is_waited_for(totals)
  local waited_until = redis.call('HGET', totals, 'waitedUntil')
  return waited_until and (tonumber(waited_until) or 0) > milliseconds(server_micros())
end

-- The last part of a reply: 'WAITED' where so many units came back and orders wait for them, else nil.
local function waited_for(totals, given_back)
  return given_back > 0 and is_waited_for(totals) and 'WAITED' or nil
end
