-- Claims an order's record, takes its lines and saves it, in one step: what order_claim, take_checked and order_save mean one
-- after the other, and line_sell after that when it is CONFIRMED at once. For a Redis that is not a Cluster, since its keys
-- live in several slots.
-- KEYS: record, due, then available, totals, reservations of each line
-- ARGV: order, fingerprint, lines, reference, reservation time in ms, RESERVED or CONFIRMED, then quantity, epoch of each line
-- Reply: {'PLACED', attempt, version, createdAt, expiresAt} | {'EXISTS', record...} | {'IN_PROGRESS'} | {'KEY_REUSED'}
--        | {'INSUFFICIENT', line number, available, ...} | {'UNKNOWN', line number, ...} | {'STALE'} | {'RESOLVED', state}
--@include lib_reservation
--@include lib_take
--@include lib_release
--@include lib_sell
--@include lib_record

local order = ARGV[1]
local micros = clock()
local now = milliseconds(micros)
local record = read_record(KEYS[1])
local obstacle = obstacle_to_claim(KEYS[1], KEYS[2], order, ARGV[2], record, now)
if obstacle then
  return obstacle
end
local attempt = next_attempt(record, micros)
local lines = lines_of(3, 7)
local refusal = examine(lines, order, attempt) or shortages(lines)
if refusal then
  if record and refusal[1] ~= 'STALE' then
    -- An earlier attempt may hold lines: they go back before its claim does. Where they cannot, the claim stays for the sweeper.
    local damaged = false
    for _, line in ipairs(lines) do
      if redis.call('EXISTS', line.totals) == 1 then
        damaged = release(line.available, line.totals, line.reservations, order, attempt) == 'DAMAGED' or damaged
      end
    end
    if not damaged then
      refuse(KEYS[1], KEYS[2], order, record, attempt, now)
    end
  end
  return refusal
end
take(lines, order, attempt)
local deadline = text(now + tonumber(ARGV[5]))
-- As many versions as claiming and saving it apart would make.
local version = text(tonumber(next_version(record)) + 1)
redis.call('HSET', KEYS[1], 'status', ARGV[6], 'attempt', attempt, 'fingerprint', ARGV[2], 'lines', ARGV[3],
  'reference', ARGV[4], 'version', version, 'createdAt', text(now), 'updatedAt', text(now), 'expiresAt', deadline)
if record then
  redis.call('HDEL', KEYS[1], 'claimedUntil')
end
if ARGV[6] == 'CONFIRMED' then
  for _, line in ipairs(lines) do
    sell(line.available, line.totals, line.reservations, order, attempt, line.quantity)
  end
  redis.call('ZREM', KEYS[2], order)
else
  redis.call('ZADD', KEYS[2], deadline, order)
end
return {'PLACED', attempt, version, text(now), deadline}
