-- Changing the lines of an order that is RESERVED. Needs lib_record and lib_decide. Once one was tried, the record has
--   beside: the SKUs besides its lines of which it may hold units or marks ("SKU SKU"),
--   changingUntil: until when an attempt takes what its new lines add,
--   settleAt: when the sweeper sees to what it may hold beyond its lines, unless somebody has before,
--   placed: the attempt that placed it.

-- May the lines of this record be changed? Answers nil when they may, else the outcome. What the order has already is told
-- before the version is looked at, and what its state forbids before both.
local function obstacle_to_change(record, versions, lines, now)
  if record.status ~= 'RESERVED' then
    return 'FORBIDDEN'
  end
  if record.changingUntil and now < tonumber(record.changingUntil) then
    return 'IN_PROGRESS'
  end
  if record.lines == lines and not record.changingUntil then
    return 'ALREADY'
  end
  return not is_meant(versions, record) and 'CHANGED' or nil
end

-- Writes the lines that are taken. Their reservation time ('' for none) is that of the SKUs that are new among them: it can only
-- bring the deadline forward. To be settled by somebody else after a grace, unless that is 0.
local function change_lines(key, partition, order, record, lines, reservation_time, grace, now)
  local fields = {beside = table.concat(beside_with(record, record.lines, lines), ' ')}
  if reservation_time ~= '' then
    fields.expiresAt = text(math.min(tonumber(record.expiresAt), now + tonumber(reservation_time)))
  end
  local changed = record.lines ~= lines
  fields.lines = lines
  if changed then
    change(key, partition, order, record, 'LINES_CHANGED', now, fields)
  else
    write_record(key, record, fields)
  end
  redis.call('HDEL', key, 'changingUntil', 'settleAt')
  record.changingUntil = nil
  record.settleAt = nil
  if grace > 0 then
    write_record(key, record, {settleAt = text(now + grace)})
  end
  redis.call('ZADD', partition.due, due_of(record), order)
end
