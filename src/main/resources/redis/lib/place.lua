-- Placing one order in one step: the same as order_claim, take_checked and order_save one after the other, and lines_settle after
-- that when the order is CONFIRMED at once.
--@include lib/claim lib/clock lib/listing lib/number lib/record lib/release lib/search lib/sell lib/take

-- Refuses an order of which an earlier attempt may hold lines: they are given back before the claim ends. Where they cannot be,
-- the claim stays for the sweeper.
local function refuse_claimed(draft, lines, record, attempt)
  local damaged = false
  for _, line in ipairs(lines) do
    if redis.call('EXISTS', line.totals) == 1 then
      damaged = release(line, draft.order, attempt) == 'DAMAGED' or damaged
    end
  end
  if not damaged then
    refuse(draft.record, draft.partition, draft.order, record, attempt)
  end
end

local function add(fields, name, value)
  fields[#fields + 1] = name
  fields[#fields + 1] = value
end

-- Writes the record of an order whose lines are taken, and returns the reply for a placed order.
local function save_placed(draft, record, attempt)
  -- As many versions as separate claim and save make.
  local version = text(next_version(record) + 1)
  local deadline = text(NOW_MS + draft.reservation_time)
  local fields = {
    'attempt', attempt, 'fingerprint', draft.fingerprint, 'lines', draft.lines, 'expiresAt', deadline
  }
  if draft.reference ~= '' then
    add(fields, 'reference', draft.reference)
  end
  if draft.customer then
    add(fields, 'customer', draft.customer)
  end
  if draft.names and not is_indexed(record, draft.fingerprint) then
    add(fields, 'searched', index_order(draft.partition, draft.order, draft.names))
  end
  if draft.status == 'CONFIRMED' then
    -- Its lines are sold in the same step.
    add(fields, 'followed', LINES_FOLLOWED)
  end
  take_over(draft.record, record, draft.fingerprint, draft.lines)
  create_record(draft.record, draft.partition, draft.order, draft.status, version, unpack(fields))
  if record then
    redis.call('HDEL', draft.record, 'claimedUntil')
  end
  return {'PLACED', attempt, version, NOW, deadline}
end

-- The list and the time at which a placed order is looked at: its deadline, or the time to forget the reservations of one that is
-- sold.
local function filed_when_placed(draft, placed)
  if draft.status == 'CONFIRMED' then
    return draft.partition.forgetting, text(NOW_MS + RESERVATIONS_KEPT_MS)
  end
  return draft.partition.due, placed[5]
end

-- Places an order. A draft is {order, record key, partition, fingerprint, lines as its record keeps them, reference,
-- reservation time in ms, status: RESERVED or CONFIRMED, customer or nil, names for the index or nil}; lines are those of lib/take.
-- Returns {'PLACED', attempt, version, createdAt, expiresAt} | {'EXISTS', record...} | {'IN_PROGRESS'} | {'KEY_REUSED'}
-- | {'INSUFFICIENT', line number, available, ...} | {'UNKNOWN', line number, ...} | {'STALE'} | {'RESOLVED', state}
-- | {'NOT_ON_SALE', line number, ...} | {'LIMIT', line number, units, ...}
-- | {'TOO_OFTEN', line number, ms, ...}.
local function place(draft, lines)
  local order = draft.order
  local record = read_record(draft.record)
  local obstacle = obstacle_to_claim(draft.record, draft.partition, order, draft.fingerprint, draft.lines, record)
  if obstacle then
    return obstacle
  end
  local attempt = next_attempt(record)
  local refusal = examine(lines, order, attempt) or shortages(lines)
  if refusal then
    -- A refused one has given back all that it held.
    if record and record.status ~= 'REFUSED' and refusal[1] ~= 'STALE' then
      refuse_claimed(draft, lines, record, attempt)
    end
    return refusal
  end
  take(lines, order, attempt)
  local placed = save_placed(draft, record, attempt)
  if draft.status == 'CONFIRMED' then
    for _, line in ipairs(lines) do
      sell(line, order, attempt, line.quantity)
    end
  end
  local list, at = filed_when_placed(draft, placed)
  redis.call('ZADD', list, at, order)
  if record and list ~= draft.partition.due then
    redis.call('ZREM', draft.partition.due, order)
  end
  return placed
end
