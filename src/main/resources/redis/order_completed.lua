-- Notes that the lines of a decided order have followed, on condition that it is still at that version.
-- KEYS: record, due
-- ARGV: order, version
-- Reply: {1 when noted, else 0}

if redis.call('HGET', KEYS[1], 'version') ~= ARGV[2] then
  return {0}
end
redis.call('ZREM', KEYS[2], ARGV[1])
return {1}
