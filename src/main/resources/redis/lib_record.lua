-- The record of an order: a hash of status, attempt, fingerprint, lines ("SKU:quantity SKU:quantity"), reference, version,
-- createdAt, updatedAt, expiresAt and, while PLACING, claimedUntil; revivedUntil once it was claimed again after it had
-- expired; customer, if it names one; once its lines were to be changed, what lib_lines names. Times are milliseconds of Redis's clock.

-- How long a refused order's record and the marks of its lines are kept: longer than any command can be late.
local MARKS_KEPT_MS = 3600000

-- Microseconds of Redis's clock.
local function clock()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000000 + tonumber(time[2])
end

local function milliseconds(micros)
  return math.floor(micros / 1000)
end

local function text(number)
  return string.format('%.0f', number)
end

local function read_record(key)
  local flat = redis.call('HGETALL', key)
  if #flat == 0 then
    return nil
  end
  local record = {}
  for i = 1, #flat, 2 do
    record[flat[i]] = flat[i + 1]
  end
  return record
end

-- Writes fields of a record, and keeps the table in step.
local function write_record(key, record, fields)
  local flat = {}
  for name, value in pairs(fields) do
    record[name] = value
    flat[#flat + 1] = name
    flat[#flat + 1] = value
  end
  redis.call('HSET', key, unpack(flat))
end

-- A visible change: another status, one version more.
local function change_status(key, record, status, now)
  write_record(key, record, {status = status, version = text(tonumber(record.version) + 1), updatedAt = text(now)})
end

-- When a record that is still PLACING or RESERVED expires. One that has expired and was claimed again has no longer than its
-- claim's hold; it never becomes RESERVED.
local function deadline_of(record)
  return record.revivedUntil or record.expiresAt
end

-- When a record that is still PLACING or RESERVED is due: at its deadline, or when a change of its lines is to be settled.
local function due_of(record)
  if record.settleAt then
    return text(math.min(tonumber(record.settleAt), tonumber(deadline_of(record))))
  end
  return deadline_of(record)
end

-- The deadline is enforced by whoever looks first: a record found past it is EXPIRED from then on, and due at once so that
-- its lines follow.
local function enforce_deadline(key, due, order, record, now)
  if (record.status == 'PLACING' or record.status == 'RESERVED') and now >= tonumber(deadline_of(record)) then
    change_status(key, record, 'EXPIRED', now)
    redis.call('ZADD', due, text(now), order)
  end
end

-- A refused order is no order any more; its record stays as long as the marks of its lines, and is due when they may go.
local function refuse(key, due, order, record, attempt, now)
  write_record(key, record, {status = 'REFUSED', attempt = attempt, updatedAt = text(now)})
  redis.call('ZADD', due, text(now + MARKS_KEPT_MS), order)
end

-- Who may claim this record for a new attempt? Answers nil when the caller may, else the reason: {'KEY_REUSED'},
-- {'IN_PROGRESS'} or {'EXISTS', record...}.
local function obstacle_to_claim(key, due, order, fingerprint, record, now)
  if not record then
    return nil
  end
  if record.fingerprint ~= fingerprint then
    return {'KEY_REUSED'}
  end
  enforce_deadline(key, due, order, record, now)
  if record.status == 'REFUSED' then
    return nil
  end
  if record.status ~= 'PLACING' then
    return {'EXISTS', unpack(redis.call('HGETALL', key))}
  end
  if now < tonumber(record.claimedUntil) then
    return {'IN_PROGRESS'}
  end
  return nil
end

-- Attempts only grow, even where the clock does not.
local function next_attempt(record, micros)
  if record then
    micros = math.max(micros, tonumber(record.attempt) + 1)
  end
  return text(micros)
end

-- Takeovers count as changes, so that a version names one state of an order and no other.
local function next_version(record)
  return text(record and tonumber(record.version) + 1 or 0)
end
