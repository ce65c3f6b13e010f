-- Changing the lines of an order that is RESERVED.
--@include lib/beside lib/clock lib/deadline lib/decide lib/listing lib/number lib/record

-- Returns nil when the lines of this record may be changed, else the outcome. A status that forbids the change counts first, then
-- lines that the order has already, then the version.
local function obstacle_to_change(record, versions, lines)
  if record.status ~= 'RESERVED' then
    return 'FORBIDDEN'
  end
  if record.changingUntil and NOW_MS < tonumber(record.changingUntil) then
    return 'IN_PROGRESS'
  end
  if record.lines == lines and not record.changingUntil then
    return 'ALREADY'
  end
  return not is_meant(versions, record) and 'CHANGED' or nil
end

-- Writes the lines that are taken. Their reservation time ('' for none) is that of the SKUs that are new among them: it can only
-- bring the deadline forward. The sweeper finishes the change after a grace, unless that is 0.
local function change_lines(key, partition, order, record, lines, reservation_time_ms, grace_ms)
  local fields = {beside = table.concat(beside_with(record, record.lines, lines), ' ')}
  if reservation_time_ms ~= '' then
    fields.expiresAt = text(math.min(tonumber(record.expiresAt), NOW_MS + tonumber(reservation_time_ms)))
  end
  local changed = record.lines ~= lines
  fields.lines = lines
  if changed then
    change(key, partition, order, record, 'LINES_CHANGED', fields)
  else
    write_record(key, record, fields)
  end
  redis.call('HDEL', key, 'changingUntil', 'settleAt')
  record.changingUntil = nil
  record.settleAt = nil
  if grace_ms > 0 then
    write_record(key, record, {settleAt = text(NOW_MS + grace_ms)})
  end
  redis.call('ZADD', partition.due, due_of(record), order)
end
