-- Takes a member out of the index of a partition that its order does not have any more: what an older instance left.
-- KEYS: search, record
-- ARGV: order, member
-- Reply: {1 when it was taken out, else 0}; that of a damaged record stays
--@include lib/record lib/search

local search, record_key, order, member = KEYS[1], KEYS[2], ARGV[1], ARGV[2]

local record, damage = look_at_record(record_key)
if damage then
  return {0}
end
if record and record.status ~= 'REFUSED' and record.searched then
  for _, current in ipairs(members_of(order, record.searched)) do
    if current == member then
      return {0}
    end
  end
end
return {redis.call('ZREM', search, member)}
