-- Placing one order in one step: what order_claim, take_checked and order_save mean one after the other, and lines_follow after
-- that when it is CONFIRMED at once. Needs lib_reservation, lib_take, lib_release, lib_sell and lib_record.

-- Refuses an order of which an earlier attempt may hold lines: they go back before its claim does. Where they cannot, the
-- claim stays for the sweeper.
local function refuse_claimed(draft, lines, record, attempt, now)
  local damaged = false
  for _, line in ipairs(lines) do
    if redis.call('EXISTS', line.totals) == 1 then
      damaged = release(line, draft.order, attempt) == 'DAMAGED' or damaged
    end
  end
  if not damaged then
    refuse(draft.record, draft.partition, draft.order, record, attempt, now)
  end
end

-- Writes the record of an order whose lines are taken, and answers that it is placed.
local function save_placed(draft, record, attempt, now)
  -- As many versions as claiming and saving it apart would make.
  local version = text(tonumber(next_version(record)) + 1)
  local deadline = text(now + draft.reservation_time)
  local fields = {
    'attempt', attempt, 'fingerprint', draft.fingerprint, 'lines', draft.lines, 'expiresAt', deadline
  }
  local function also(name, value)
    fields[#fields + 1] = name
    fields[#fields + 1] = value
  end
  if draft.reference ~= '' then
    also('reference', draft.reference)
  end
  if draft.customer then
    also('customer', draft.customer)
  end
  if draft.status == 'CONFIRMED' then
    -- Its lines are sold in the same step.
    also('followed', LINES_FOLLOWED)
  end
  take_over(draft.record, record, draft.fingerprint, draft.lines)
  create_record(draft.record, draft.partition, draft.order, draft.status, version, now, unpack(fields))
  if record then
    redis.call('HDEL', draft.record, 'claimedUntil')
  end
  return {'PLACED', attempt, version, text(now), deadline}
end

-- Where and when an order that was placed is looked at: at its deadline, or when the reservations of one that is sold may be
-- forgotten.
local function filed_when_placed(draft, placed, now)
  if draft.status == 'CONFIRMED' then
    return draft.partition.forgetting, text(now + RESERVATIONS_KEPT_MS)
  end
  return draft.partition.due, placed[5]
end

-- Places an order. A draft is {order, record key, partition, fingerprint, lines as its record keeps them, reference,
-- reservation time in ms, status: RESERVED or CONFIRMED, customer or nil}; lines are as lib_take has them; micros are of lib_clock's.
-- Answers {'PLACED', attempt, version, createdAt, expiresAt} | {'EXISTS', record...} | {'IN_PROGRESS'} | {'KEY_REUSED'}
-- | {'INSUFFICIENT', line number, available, ...} | {'UNKNOWN', line number, ...} | {'STALE'} | {'RESOLVED', state}
-- | {'LIMIT', line number, units, ...}.
local function place(draft, lines, micros)
  local order = draft.order
  local now = milliseconds(micros)
  local record = read_record(draft.record)
  local obstacle = obstacle_to_claim(draft.record, draft.partition, order, draft.fingerprint, draft.lines, record, now)
  if obstacle then
    return obstacle
  end
  local attempt = next_attempt(record, micros)
  local refusal = examine(lines, order, attempt) or shortages(lines)
  if refusal then
    -- A refused one has given back all that it held.
    if record and record.status ~= 'REFUSED' and refusal[1] ~= 'STALE' then
      refuse_claimed(draft, lines, record, attempt, now)
    end
    return refusal
  end
  take(lines, order, attempt)
  local placed = save_placed(draft, record, attempt, now)
  if draft.status == 'CONFIRMED' then
    for _, line in ipairs(lines) do
      sell(line, order, attempt, line.quantity)
    end
  end
  local list, at = filed_when_placed(draft, placed, now)
  redis.call('ZADD', list, at, order)
  if record and list ~= draft.partition.due then
    redis.call('ZREM', draft.partition.due, order)
  end
  return placed
end
