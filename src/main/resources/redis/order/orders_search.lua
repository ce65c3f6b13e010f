-- Reads which orders of a partition are listed under names, of each name the latest first.
-- KEYS: search
-- ARGV: the most orders of each name, then the names
-- Reply: {member of the index, ...}

local search, most = KEYS[1], table.remove(ARGV, 1)

local members = {}
for _, name in ipairs(ARGV) do
  local found = redis.call('ZRANGE', search, '(' .. name .. ';', '[' .. name .. ':', 'BYLEX', 'REV', 'LIMIT', 0, most)
  for _, member in ipairs(found) do
    members[#members + 1] = member
  end
end
return members
