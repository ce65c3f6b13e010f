-- Replaces what an instance shows of its locks, and reads what others show. What has ended is removed.
-- KEYS: locks
-- ARGV: instance or '' for one that only reads, what it shows or '' for nothing, for how long in ms
-- Reply: {instance, what it shows, ...}, the caller's own included
--@include lib/number lib/server_clock

local locks = KEYS[1]
local instance, shown, life_ms = ARGV[1], ARGV[2], tonumber(ARGV[3])
-- More than there are instances: then it is damage, and nothing relies on it.
local fields_max = 1000

local now = milliseconds(server_micros())
if redis.call('HLEN', locks) > fields_max then
  redis.call('DEL', locks)
end
if instance ~= '' then
  if shown == '' then
    redis.call('HDEL', locks, instance)
  else
    redis.call('HSET', locks, instance, text(now + life_ms) .. ' ' .. shown)
    redis.call('PEXPIRE', locks, life_ms)
  end
end

local fields, reply = redis.call('HGETALL', locks), {}
for i = 1, #fields, 2 do
  local ends, its = string.match(fields[i + 1], '^(%d+) (.*)$')
  if ends and tonumber(ends) > now then
    reply[#reply + 1] = fields[i]
    reply[#reply + 1] = its
  else
    redis.call('HDEL', locks, fields[i])
  end
end
return reply
