-- Deadlines of orders: when an order expires, and who enforces it.
--@include lib/clock lib/listing lib/number lib/refusal

-- When a record that is still PLACING or RESERVED expires. One that has expired and was claimed again has no longer than its
-- claim's hold; it never becomes RESERVED.
local function deadline_of(record)
  return record.revivedUntil or record.expiresAt
end

-- When a record that is still PLACING or RESERVED is due: at its deadline, or when a change of its lines is to be finished.
local function due_of(record)
  if record.settleAt then
    return text(math.min(tonumber(record.settleAt), tonumber(deadline_of(record))))
  end
  return deadline_of(record)
end

-- Whether a deadline has passed, by both clocks, that no script has enforced yet.
-- The deadline of a claim does not move when Redis refuses decisions: no promise was made to its customer.
local function is_overdue(record, refused)
  if record.status == 'RESERVED' then
    return has_passed(tonumber(deadline_of(record)))
      and has_passed(counted_deadline(tonumber(deadline_of(record)), tonumber(record.createdAt) or 0, refused))
  end
  return record.status == 'PLACING' and has_passed(tonumber(deadline_of(record)))
end

-- The first script that looks enforces the deadline: a record found past it, by both clocks, is EXPIRED from then on.
local function expire(key, partition, order, record, listed)
  if is_overdue(record) then
    change_status(key, partition, order, record, 'EXPIRED', listed)
    return true
  end
  return false
end

-- Likewise, and the order is due at once so that its lines are settled.
local function enforce_deadline(key, partition, order, record)
  if expire(key, partition, order, record) then
    redis.call('ZADD', partition.due, NOW, order)
  end
end

-- Likewise for a caller that only looks at the record. Where Redis refuses to write, only the table changes: to what the first
-- script that may write will make of the record.
local function look_at_deadline(key, partition, order, record)
  if not is_overdue(record) then
    return
  end
  local filed = redis.pcall('ZADD', partition.due, NOW, order)
  if is_refused(filed) then
    -- At the memory limit decisions go on: there nothing is moved.
    if not string.find(filed.err, 'OOM', 1, true) and not is_overdue(record, true) then
      return
    end
    record.status = 'EXPIRED'
    record.version = text(tonumber(record.version) + 1)
  elseif type(filed) == 'table' then
    error(filed)
  else
    expire(key, partition, order, record)
  end
end
