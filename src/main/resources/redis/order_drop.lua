-- Ends a refused attempt, on condition that it still has the claim. Its lines were given back before.
-- KEYS: record, due
-- ARGV: order, attempt, 'mark' when its lines have marks: the record stays as REFUSED; else 'forget': it is deleted
-- Reply: {1 when the claim was this attempt's, else 0}

local status, attempt = unpack(redis.call('HMGET', KEYS[1], 'status', 'attempt'))
if status ~= 'PLACING' or attempt ~= ARGV[2] then
  return {0}
end
if ARGV[3] == 'mark' then
  redis.call('HSET', KEYS[1], 'status', 'REFUSED')
else
  redis.call('DEL', KEYS[1])
end
redis.call('ZREM', KEYS[2], ARGV[1])
return {1}
