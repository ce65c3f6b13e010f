-- Claiming the record of an order for an attempt.
--@include lib/beside lib/clock lib/deadline lib/number lib/record

-- The most SKUs besides its lines that an order may have had.
--@setting BESIDE_MAX

-- Returns nil when the caller may claim this record for a new attempt, else the reason: {'KEY_REUSED'}, {'IN_PROGRESS'} or
-- {'EXISTS', record...}. Any content may claim the record of a refused order, as long as it can name all its tombstones.
local function obstacle_to_claim(key, partition, order, fingerprint, lines, record)
  if not record then
    return nil
  end
  if record.status == 'REFUSED' then
    local tombstones = record.fingerprint == fingerprint and 0 or #beside_with(record, record.lines, lines)
    return tombstones > BESIDE_MAX and {'KEY_REUSED'} or nil
  end
  if record.fingerprint ~= fingerprint then
    return {'KEY_REUSED'}
  end
  look_at_deadline(key, partition, order, record)
  if record.status ~= 'PLACING' then
    return {'EXISTS', unpack(flat(record))}
  end
  -- One that was claimed again after it had expired has no new claim: it ends by its deadline.
  if record.revivedUntil or NOW_MS < tonumber(record.claimedUntil) then
    return {'IN_PROGRESS'}
  end
  return nil
end

-- Makes the record of a refused order that of another content. The SKUs of the old content have tombstones, which reject its late
-- takes: the record names them beside its lines until all are forgotten together. Nothing else of the old content stays.
local function take_over(key, record, fingerprint, lines)
  if record and record.fingerprint ~= fingerprint then
    redis.call('HDEL', key, 'reference', 'customer', 'searched')
    redis.call('HSET', key, 'beside', table.concat(beside_with(record, record.lines, lines), ' '))
  end
end

-- Whether a record is in the index already, under the names of this content.
local function is_indexed(record, fingerprint)
  return record ~= nil and record.fingerprint == fingerprint and record.searched ~= nil
end

-- Attempts only grow, even where the clock does not.
local function next_attempt(record)
  return text(record and math.max(CLOCK_MICROS, tonumber(record.attempt) + 1) or CLOCK_MICROS)
end

-- Takeovers count as changes, so that a version names one state of an order and no other.
local function next_version(record)
  return record and tonumber(record.version) + 1 or 0
end
