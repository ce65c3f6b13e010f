-- A decision of an order's owner: one conditional write to its record.
--@include lib/clock lib/deadline lib/listing lib/number lib/record

-- Returns the record of an order that a client can see, its deadline enforced; nil when there is none.
local function visible_record(key, partition, order)
  local record = read_record(key)
  if not record or record.status == 'REFUSED' then
    return nil
  end
  enforce_deadline(key, partition, order, record)
  return record
end

-- Whether the record is at a version that the caller means: '*' is any, else the versions with blanks between them.
local function is_meant(versions, record)
  return versions == '*' or string.find(' ' .. versions .. ' ', ' ' .. record.version .. ' ', 1, true) ~= nil
end

-- Gives an order an end that it may have from some statuses only, and makes it due for the sweeper to settle its lines after a
-- grace. A repeated decision is ALREADY, whatever version was meant; a status that forbids the decision counts before the
-- version.
local function decide(key, partition, order, from, status, versions, grace_ms)
  local record = visible_record(key, partition, order)
  if not record then
    return {'NOT_FOUND'}
  end
  local outcome = 'DECIDED'
  if record.status == status then
    outcome = 'ALREADY'
  elseif not from[record.status] then
    outcome = 'FORBIDDEN'
  elseif not is_meant(versions, record) then
    outcome = 'CHANGED'
  else
    change_status(key, partition, order, record, status)
    redis.call('ZADD', partition.due, text(NOW_MS + grace_ms), order)
  end
  return {outcome, unpack(flat(record))}
end
