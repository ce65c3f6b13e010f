-- Notes that the lines of decided orders of a partition have followed, each on condition that it is still at that version.
-- From then on they wait for their reservations to be forgotten.
-- KEYS: due
-- ARGV: prefix of the partition's record keys (same slot as KEYS[1]), then order, version of each
-- Reply: {how many were noted}
--@include lib_clock
--@include lib_record

local now = milliseconds(CLOCK_MICROS)
local followers = {}
for i = 2, #ARGV, 2 do
  local key = ARGV[1] .. ARGV[i]
  local version, followed = unpack(redis.call('HMGET', key, 'version', 'followed'))
  -- Whoever comes late after they were forgotten may have left a mark: they are forgotten once more.
  if version == ARGV[i + 1] and followed ~= LINES_FOLLOWED then
    redis.call('HSET', key, 'followed', LINES_FOLLOWED)
    followers[#followers + 1] = ARGV[i]
  end
end
await_forgetting(KEYS[1], followers, now)
return {#followers}
