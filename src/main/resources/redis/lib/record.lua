-- The record of an order: a hash, read, judged and written here. docs/redis.md lists its fields. Times are milliseconds of the
-- clock of lib/clock.
--@include lib/number

-- The most lines that an order may have, and the most units of each.
--@setting LINES_MAX
--@setting QUANTITY_MAX

-- Values of `followed`: the lines are settled; and their reservations were forgotten after that.
local LINES_FOLLOWED = '1'
local LINES_FORGOTTEN = '2'

-- The status that stands in for a damaged record in quarantine, so that its id is not free: what it holds is still to be decided.
local ASIDE = 'QUARANTINED'

-- Returns the function that judges records. It is made, with all that it needs, where a record is read: a new order has none.
local function judge_of_records()
  local STATUSES = {
    PLACING = true, RESERVED = true, CONFIRMED = true, CANCELLED = true, EXPIRED = true, REFUSED = true, WITHDRAWN = true
  }
  local NUMBERS = {'attempt', 'version', 'createdAt', 'updatedAt', 'expiresAt'}
  local NUMBERS_OR_NONE = {'claimedUntil', 'revivedUntil', 'changingUntil', 'settleAt', 'extensions'}

  local function is_sku(value)
    return #value <= 64 and string.find(value, '^%w[%w._-]*$') ~= nil
  end

  -- Lines in any order. Those of one SKU count as one, of all their units.
  local function are_lines(lines)
    local units, skus = {}, 0
    for line in string.gmatch(lines .. ' ', '([^ ]*) ') do
      local sku, quantity = string.match(line, '^([^:]+):([1-9]%d*)$')
      if not sku or not is_sku(sku) then
        return false
      end
      skus = skus + (units[sku] and 0 or 1)
      units[sku] = (units[sku] or 0) + tonumber(quantity)
      if units[sku] > QUANTITY_MAX then
        return false
      end
    end
    return skus <= LINES_MAX
  end

  local function are_skus(skus)
    for sku in string.gmatch(skus == '' and '' or skus .. ' ', '([^ ]*) ') do
      if not is_sku(sku) then
        return false
      end
    end
    return true
  end

  -- Returns that are still to be settled, as lib/returns has them.
  local function are_returns(returning)
    for entry in string.gmatch(returning, '[^|]+') do
      local number, at, units = string.match(entry, '^(%d+):(%d+) (.+)$')
      if not number or #number > 3 or not is_whole(at) then
        return false
      end
      for line in string.gmatch(units .. ' ', '([^ ]*) ') do
        local sku, restocked, written_off, not_shipped = string.match(line, '^([^:]+):(%d+):(%d+):(%d+)$')
        local all = sku and tonumber(restocked) + tonumber(written_off) + tonumber(not_shipped)
        if not sku or not is_sku(sku) or all < 1 or all > QUANTITY_MAX then
          return false
        end
      end
    end
    return true
  end

  -- Why a record cannot be used, nil when it can; RecordDamage in the service judges alike. A script that went on would fail after
  -- some of its writes, or write what no reader accepts.
  return function(record)
    if record.status == ASIDE then
      return 'it was put aside'
    end
    if not STATUSES[record.status or ''] then
      return 'its status is not one'
    end
    for _, name in ipairs(NUMBERS) do
      if not is_whole(record[name] or '') then
        return name .. ' is no number'
      end
    end
    for _, name in ipairs(NUMBERS_OR_NONE) do
      if record[name] and not is_whole(record[name]) then
        return name .. ' is no number'
      end
    end
    if record.status == 'PLACING' and not record.claimedUntil then
      return 'it is PLACING without a claim'
    end
    if not record.fingerprint then
      return 'it has no fingerprint'
    end
    if not are_lines(record.lines or '') then
      return 'its lines cannot be read'
    end
    if (record.returned and not are_lines(record.returned)) or not are_returns(record.returning or '') then
      return 'what it has returned cannot be read'
    end
    if not are_skus(record.beside or '') then
      return 'its other SKUs cannot be read'
    end
    return nil
  end
end

local damage_of

-- Returns a record, nil when there is none, and why it cannot be used when it is damaged.
local function look_at_record(key)
  local stored = redis.pcall('HGETALL', key)
  if stored.err then
    return {}, 'it is no hash'
  end
  if #stored == 0 then
    return nil
  end
  local record = {}
  for i = 1, #stored, 2 do
    record[stored[i]] = stored[i + 1]
  end
  damage_of = damage_of or judge_of_records()
  return record, damage_of(record)
end

-- Returns a record, nil when there is none. A damaged one ends the script, before it has written anything.
local function read_record(key)
  local record, damage = look_at_record(key)
  if damage then
    error({err = 'DAMAGED_ORDER ' .. key .. ' ' .. damage})
  end
  return record
end

-- Writes fields of a record, and keeps the table in step.
local function write_record(key, record, fields)
  local changed = {}
  for name, value in pairs(fields) do
    record[name] = value
    changed[#changed + 1] = name
    changed[#changed + 1] = value
  end
  redis.call('HSET', key, unpack(changed))
end

-- Returns a record as {field, value, ...}, as HGETALL would.
local function flat(record)
  local fields = {}
  for name, value in pairs(record) do
    fields[#fields + 1] = name
    fields[#fields + 1] = value
  end
  return fields
end
