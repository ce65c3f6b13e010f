-- Notes that the lines of decided orders of a partition have followed, each on condition that it is still at that version.
-- Their reservations are due to be forgotten when no command can be late any more.
-- KEYS: due
-- ARGV: prefix of the partition's record keys (same slot as KEYS[1]), then order, version of each
-- Reply: {how many were noted}
--@include lib_record

local now = milliseconds(clock())
local noted = 0
for i = 2, #ARGV, 2 do
  local key = ARGV[1] .. ARGV[i]
  local version, followed = unpack(redis.call('HMGET', key, 'version', 'followed'))
  -- Whoever comes late after they were forgotten may have left a mark: they are forgotten once more.
  if version == ARGV[i + 1] and followed ~= LINES_FOLLOWED then
    lines_followed(key, KEYS[1], ARGV[i], now)
    noted = noted + 1
  end
end
return {noted}
