-- Reads the events of a partition that follow a position, unless some between them may be gone. A position is a kind and a value:
--   oldest        at the oldest event that is kept
--   latest        after the last one
--   read <id>     after this event, which has to be there still: nothing has been trimmed beyond it
--   next <id>     at this event, which has to be there still
--   kept <id>     at the first one that is kept from this id on, or after it with a parenthesis before the id: the ids only grow. Where
--                 all ids are smaller, what is there came after a loss: at the oldest
--   none <number> after so many events that were added, none of which was there
-- KEYS: events
-- ARGV: the kind, the value, the most events to answer
-- Reply: {'GONE'}, or {kind, value, id, {field, value, ...}, id, {field, value, ...}, ...}: first the position before these events

local events, kind, value, limit = KEYS[1], ARGV[1], ARGV[2], tonumber(ARGV[3])

-- How many events were ever added, and how many are there.
local function added()
  local facts = {}
  if redis.call('EXISTS', events) == 1 then
    local told = redis.call('XINFO', 'STREAM', events)
    for i = 1, #told, 2 do
      facts[told[i]] = told[i + 1]
    end
  end
  return facts['entries-added'] or 0, facts['length'] or 0
end

local found
if kind == 'read' or kind == 'next' then
  found = redis.call('XRANGE', events, value, '+', 'COUNT', limit + 1)
  if not found[1] or found[1][1] ~= value then
    return {'GONE'}
  end
  if kind == 'read' then
    table.remove(found, 1)
  end
elseif kind == 'latest' or kind == 'kept' then
  found = kind == 'kept' and redis.call('XRANGE', events, value, '+', 'COUNT', 1) or {}
  local last = redis.call('XREVRANGE', events, '+', '-', 'COUNT', 1)
  if kind == 'kept' and last[1] and not found[1] then
    local asked = string.gsub(value, '^%(', '')
    if not redis.call('XRANGE', events, asked, '+', 'COUNT', 1)[1] then
      found = redis.call('XRANGE', events, '-', '+', 'COUNT', 1)
    end
  end
  if last[1] and not found[1] then
    return {'read', last[1][1]}
  end
else
  local all, there = added()
  if kind == 'none' and all - there > tonumber(value) then
    return {'GONE'}
  end
  found = redis.call('XRANGE', events, '-', '+', 'COUNT', math.max(limit, 1))
end

local reply = {kind, value}
if kind ~= 'read' and kind ~= 'next' then
  reply = found[1] and {'next', found[1][1]} or {'none', string.format('%d', (added()))}
end
for i = 1, math.min(#found, limit) do
  reply[#reply + 1] = found[i][1]
  reply[#reply + 1] = found[i][2]
end
return reply
