-- What an order's owner decides: one conditional write to its record. Needs lib_record.

-- Is the record at a version that the caller means? '*' is any, else the versions with blanks between them.
local function is_meant(versions, record)
  return versions == '*' or string.find(' ' .. versions .. ' ', ' ' .. record.version .. ' ', 1, true) ~= nil
end

-- Gives an order an end that it may have from some statuses only, and makes it due for somebody else to complete its lines.
-- A decision that is repeated has been made, whatever version was meant; one that the status forbids is told so first.
local function decide(key, partition, order, from, status, versions, grace)
  local record = read_record(key)
  if not record or record.status == 'REFUSED' then
    return {'NOT_FOUND'}
  end
  local now = milliseconds(CLOCK_MICROS)
  enforce_deadline(key, partition, order, record, now)
  local outcome = 'DECIDED'
  if record.status == status then
    outcome = 'ALREADY'
  elseif not from[record.status] then
    outcome = 'FORBIDDEN'
  elseif not is_meant(versions, record) then
    outcome = 'CHANGED'
  else
    change_status(key, partition, order, record, status, now)
    redis.call('ZADD', partition.due, text(now + tonumber(grace)), order)
  end
  return {outcome, unpack(flat(record))}
end
