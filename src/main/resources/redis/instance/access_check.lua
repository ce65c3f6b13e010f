-- Tries every command that a script or the service sends, on keys that nothing else uses, and names those that the Redis user may
-- not run. It deletes the keys at its end; where deleting is refused, they expire within a second.
-- KEYS: hash, sorted set, stream, text, another text (all of one slot)
-- ARGV: none
-- Reply: {name of a command that is denied, ...}; errors of another kind do not count

local hash, zset, stream, text, another = unpack(KEYS)
local commands = {
  {'TIME'}, {'PING'},
  {'HSET', hash, 'field', '1'}, {'HINCRBY', hash, 'field', '1'}, {'HGET', hash, 'field'}, {'HMGET', hash, 'field'},
  {'HGETALL', hash}, {'HLEN', hash}, {'HSCAN', hash, '0'}, {'HDEL', hash, 'another'}, {'EXISTS', hash}, {'TYPE', hash},
  {'PEXPIRE', hash, '1000'},
  {'ZADD', zset, '1', 'member'}, {'ZCARD', zset}, {'ZCOUNT', zset, '0', '1'}, {'ZMSCORE', zset, 'member'}, {'ZSCORE', zset, 'member'},
  {'ZRANGE', zset, '0', '-1'}, {'ZRANGEBYSCORE', zset, '0', '1'}, {'ZRANGEBYLEX', zset, '-', '+'}, {'ZSCAN', zset, '0'},
  {'ZREM', zset, 'another'}, {'ZREMRANGEBYSCORE', zset, '2', '3'}, {'PEXPIRE', zset, '1000'},
  {'XADD', stream, '*', 'field', 'value'}, {'XREVRANGE', stream, '+', '-', 'COUNT', '1'},
  {'XRANGE', stream, '-', '+', 'COUNT', '1'}, {'XINFO', 'STREAM', stream},
  {'XTRIM', stream, 'MINID', '~', '0'}, {'PEXPIRE', stream, '1000'},
  {'SET', text, '1', 'PX', '1000'}, {'GET', text}, {'PTTL', text}, {'MGET', text}, {'INCRBY', text, '1'}, {'DECRBY', text, '1'},
  {'RENAME', text, another},
  {'DEL', hash, zset, stream, text, another}
}

local denied, named = {}, {}
for _, command in ipairs(commands) do
  local reply = redis.pcall(unpack(command))
  local err = type(reply) == 'table' and reply.err or ''
  -- Redis 7.0 and later versions word it differently.
  if string.find(err, 'NOPERM') or string.find(err, 'ACL failure') or string.find(err, 'The user executing the script') then
    local name = string.lower(command[1])
    if not named[name] then
      named[name] = true
      denied[#denied + 1] = name
    end
  end
end
return denied
