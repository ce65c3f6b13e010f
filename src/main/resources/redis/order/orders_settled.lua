-- Notes that the lines of decided orders of a partition have followed, each on condition that it is still at that version.
-- From then on they wait for their reservations to be forgotten.
-- KEYS: due, forgetting, then record of each order
-- ARGV: order, version of each
-- Reply: {how many were noted}
--@include lib/clock
--@include lib/record

local now = milliseconds(CLOCK_MICROS)
local followers = {}
for i = 3, #KEYS do
  local order, meant = ARGV[2 * i - 5], ARGV[2 * i - 4]
  local version, followed = unpack(redis.call('HMGET', KEYS[i], 'version', 'followed'))
  -- A late completion, after they were forgotten, may have left a mark: they are forgotten once more.
  if version == meant and followed ~= LINES_FOLLOWED then
    redis.call('HSET', KEYS[i], 'followed', LINES_FOLLOWED)
    followers[#followers + 1] = order
  end
end
await_forgetting({due = KEYS[1], forgetting = KEYS[2]}, followers, now)
return {#followers}
