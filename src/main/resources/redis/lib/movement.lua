-- The ledger of a SKU: a stream with one entry for each change of its supply or of what was sold, the latest last. A script writes
-- the entry in the step that books the change, behind its other writes.
--@include lib/clock lib/number

-- How many movements a SKU keeps at most, and for how long.
--@setting MOVEMENTS_MAX
--@setting MOVEMENTS_AGE_MS

-- Writes an entry: what kind of movement it is (Movement.Kind in the service), by how many units, how many are supplied after it,
-- why, and the id that it was booked under. The ledger is a report: one that is damaged holds no booking up, and loses the entry.
local function record_movement(movements, kind, units, supplied, reason, id)
  redis.pcall('XADD', movements, 'MAXLEN', MOVEMENTS_MAX, '*', 'kind', kind, 'units', units, 'supplied', supplied,
    'reason', reason, 'id', id, 'at', NOW)
  if PASSED_MS > MOVEMENTS_AGE_MS then
    redis.pcall('XTRIM', movements, 'MINID', text(PASSED_MS - MOVEMENTS_AGE_MS))
  end
end
