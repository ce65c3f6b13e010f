-- The record of an order: a hash of status, attempt, fingerprint, lines ("SKU:quantity SKU:quantity"), reference, version,
-- createdAt, updatedAt, expiresAt and, while PLACING, claimedUntil; revivedUntil once it was claimed again after it had
-- expired; customer, if it names one; once its lines were to be changed, what lib_lines names; followed once its lines have
-- followed what was decided. Times are milliseconds of the clock of lib_clock, which this needs.
--
-- Beside the record, in its partition: `orders` lists whatever a read would find by its time of change, and `events` is a
-- stream with one entry for each version but those of PLACING. Both are written here and nowhere else, in the step that
-- writes the record. `due` lists when each order of which something is to come must be looked at; `forgetting` lists those of
-- which nothing is to come but that they are forgotten, so that `due` stays short. An order that is claimed again may still
-- be in `forgetting`: the sweep that finds it there takes it out.
--
-- A partition is a table of those of its keys that a call has declared: due, orders, events, forgetting. A withdrawal has
-- neither `orders` nor `events`; where no events are kept, no call has `events`.
-- While a Cluster moves a slot, a key that a script has emptied is gone for the rest of that script, so every script adds to a
-- list before it removes from it.

-- How long the reservations of a decided or refused order are kept: longer than any command can be late.
--@setting RESERVATIONS_KEPT_MS
-- How many events a partition keeps at least; 0: none are written.
--@setting EVENTS_MAX
-- The most SKUs besides its lines that an order may have had.
--@setting BESIDE_MAX
-- The most lines that an order may have, and the most units of each.
--@setting LINES_MAX
--@setting QUANTITY_MAX

-- What `followed` says: the lines have followed; and their reservations were forgotten after that.
local LINES_FOLLOWED = '1'
local LINES_FORGOTTEN = '2'

local function text(number)
  return string.format('%d', number)
end

local STATUSES = {
  PLACING = true, RESERVED = true, CONFIRMED = true, CANCELLED = true, EXPIRED = true, REFUSED = true, WITHDRAWN = true
}
-- What stands in the place of a damaged record that was put aside, so that its id is not free: what it holds is to be decided.
local ASIDE = 'QUARANTINED'
local NUMBERS = {'attempt', 'version', 'createdAt', 'updatedAt', 'expiresAt'}
local NUMBERS_OR_NONE = {'claimedUntil', 'revivedUntil', 'changingUntil', 'settleAt'}

local function is_whole(value)
  return string.find(value, '^%d+$') ~= nil and #value <= 18
end

local function is_sku(text)
  return #text <= 64 and string.find(text, '^%w[%w._-]*$') ~= nil
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

-- Why a record cannot be used, nil when it can; RecordDamage judges alike. A script that went on would fail after some of its writes, or write something
-- that nobody can read.
local function damage_of(record)
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
    return 'it is PLACING and nobody claims it'
  end
  if not record.fingerprint then
    return 'it has no fingerprint'
  end
  if not are_lines(record.lines or '') then
    return 'its lines cannot be read'
  end
  if not are_skus(record.beside or '') then
    return 'its other SKUs cannot be read'
  end
  return nil
end

-- A record, nil when there is none, and why it cannot be used when that is so.
local function look_at_record(key)
  local flat = redis.pcall('HGETALL', key)
  if flat.err then
    return {}, 'it is no hash'
  end
  if #flat == 0 then
    return nil
  end
  local record = {}
  for i = 1, #flat, 2 do
    record[flat[i]] = flat[i + 1]
  end
  return record, damage_of(record)
end

-- A record, nil when there is none. One that is damaged ends the script, before it has written anything.
local function read_record(key)
  local record, damage = look_at_record(key)
  if damage then
    error({err = 'DAMAGED_ORDER ' .. key .. ' ' .. damage})
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

-- A record as {field, value, ...}, as Redis would answer it.
local function flat(record)
  local fields = {}
  for name, value in pairs(record) do
    fields[#fields + 1] = name
    fields[#fields + 1] = value
  end
  return fields
end

-- The partition of which a call declares due, orders and events from KEYS[first] on.
local function partition_at(first)
  return {due = KEYS[first], orders = KEYS[first + 1], events = KEYS[first + 2]}
end

local function is_withdrawal(order)
  return string.sub(order, 2, 2) == ':'
end

-- Lists an order at the time of its change, and tells of it. Withdrawals are nobody's orders. Where there is a table `listed`,
-- the caller writes to the listing what it finds there: time and order, time and order, ...
local function announce(partition, order, kind, version, now, listed)
  if is_withdrawal(order) then
    return
  end
  local at = text(now)
  if listed then
    listed[#listed + 1] = at
    listed[#listed + 1] = order
  else
    redis.call('ZADD', partition.orders, at, order)
  end
  -- Who sees PLACING sees an order on its way: what becomes of it is the event.
  if EVENTS_MAX > 0 and kind ~= 'PLACING' then
    redis.call('XADD', partition.events, 'MAXLEN', '~', EVENTS_MAX, '*',
      'id', order, 'version', version, 'type', kind, 'occurredAt', at)
  end
end

local function unlist(partition, order)
  if not is_withdrawal(order) then
    redis.call('ZREM', partition.orders, order)
  end
end

-- Writes the record of an order that is claimed or placed; what else it has follows as names and values.
local function create_record(key, partition, order, status, version, now, ...)
  local at = text(now)
  redis.call('HSET', key, 'status', status, 'version', version, 'createdAt', at, 'updatedAt', at, ...)
  announce(partition, order, status, version, now)
end

-- Every visible change of a record goes this way: some fields, one version more, its place in the listing, and one event that
-- names the kind of change: the status that it has now, EXTENDED or LINES_CHANGED.
local function change(key, partition, order, record, kind, now, fields, listed)
  fields.version = text(tonumber(record.version) + 1)
  fields.updatedAt = text(now)
  write_record(key, record, fields)
  if record.followed then
    record.followed = nil
    redis.call('HDEL', key, 'followed')
  end
  announce(partition, order, kind, fields.version, now, listed)
end

local function change_status(key, partition, order, record, status, now, listed)
  change(key, partition, order, record, status, now, {status = status}, listed)
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

-- Whether a deadline has passed, by both clocks, that nobody has enforced yet.
-- A claim has its deadline whatever Redis refused meanwhile: its customer has been promised nothing.
local function is_overdue(record, refused)
  if record.status == 'RESERVED' then
    return has_passed(tonumber(deadline_of(record)))
      and has_passed(counted_deadline(tonumber(deadline_of(record)), tonumber(record.createdAt) or 0, refused))
  end
  return record.status == 'PLACING' and has_passed(tonumber(deadline_of(record)))
end

-- The deadline is enforced by whoever looks first: a record found past it, by both clocks, is EXPIRED from then on.
local function expire(key, partition, order, record, now, listed)
  if is_overdue(record) then
    change_status(key, partition, order, record, 'EXPIRED', now, listed)
    return true
  end
  return false
end

-- Likewise, and it is due at once so that its lines follow.
local function enforce_deadline(key, partition, order, record, now)
  if expire(key, partition, order, record, now) then
    redis.call('ZADD', partition.due, text(now), order)
  end
end

-- Whether Redis has refused a write, as it would refuse any other first write of a script now.
local REFUSALS = {OOM = true, NOREPLICAS = true, READONLY = true, MISCONF = true}
local function is_refused(reply)
  return type(reply) == 'table' and reply.err ~= nil and REFUSALS[string.match(reply.err, '^%-?(%u+)')] == true
end

-- Likewise for a caller that only looks at the record. Where Redis refuses to write, nothing is written, and the table alone is
-- what the first script that may write will make of the record.
local function look_at_deadline(key, partition, order, record, now)
  if not is_overdue(record) then
    return
  end
  local filed = redis.pcall('ZADD', partition.due, text(now), order)
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
    expire(key, partition, order, record, now)
  end
end

-- Nothing is to come of these orders any more but that what is kept of their lines is forgotten, when no command can be late.
local function await_forgetting(partition, orders, now)
  if #orders == 0 then
    return
  end
  local at = text(now + RESERVATIONS_KEPT_MS)
  local filed = {}
  for i, order in ipairs(orders) do
    filed[2 * i - 1] = at
    filed[2 * i] = order
  end
  redis.call('ZADD', partition.forgetting, unpack(filed))
  redis.call('ZREM', partition.due, unpack(orders))
end

-- A refused order is no order any more; its record stays as long as the marks of its lines.
local function refuse(key, partition, order, record, attempt, now)
  write_record(key, record, {status = 'REFUSED', attempt = attempt, updatedAt = text(now)})
  unlist(partition, order)
  await_forgetting(partition, {order}, now)
end

local function skus_in(lines)
  local skus = {}
  for sku in string.gmatch(lines, '([^ :]+):%d+') do
    skus[#skus + 1] = sku
  end
  return skus
end

-- The SKUs beside some lines when those of `more` are added.
local function beside_with(record, more, lines)
  local seen, beside = {}, {}
  for _, sku in ipairs(skus_in(lines)) do
    seen[sku] = true
  end
  local function add(sku)
    if not seen[sku] then
      seen[sku] = true
      beside[#beside + 1] = sku
    end
  end
  for sku in string.gmatch(record.beside or '', '[^ ]+') do
    add(sku)
  end
  for _, sku in ipairs(skus_in(more)) do
    add(sku)
  end
  return beside
end

-- Who may claim this record for a new attempt? Answers nil when the caller may, else the reason: {'KEY_REUSED'},
-- {'IN_PROGRESS'} or {'EXISTS', record...}. The record of a refused order is anybody's, as long as it can name all its marks.
local function obstacle_to_claim(key, partition, order, fingerprint, lines, record, now)
  if not record then
    return nil
  end
  if record.status == 'REFUSED' then
    local marked = record.fingerprint == fingerprint and 0 or #beside_with(record, record.lines, lines)
    return marked > BESIDE_MAX and {'KEY_REUSED'} or nil
  end
  if record.fingerprint ~= fingerprint then
    return {'KEY_REUSED'}
  end
  look_at_deadline(key, partition, order, record, now)
  if record.status ~= 'PLACING' then
    return {'EXISTS', unpack(flat(record))}
  end
  -- One that was claimed again after it had expired has no new claim: it ends by its deadline.
  if record.revivedUntil or now < tonumber(record.claimedUntil) then
    return {'IN_PROGRESS'}
  end
  return nil
end

-- Makes the record of a refused order that of another content. The SKUs of the old one have marks, which turn away its late
-- takes: the record names them beside its lines until all are forgotten together. Nothing else of the old content stays.
local function take_over(key, record, fingerprint, lines)
  if record and record.fingerprint ~= fingerprint then
    redis.call('HDEL', key, 'reference', 'customer')
    redis.call('HSET', key, 'beside', table.concat(beside_with(record, record.lines, lines), ' '))
  end
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
