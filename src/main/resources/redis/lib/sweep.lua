-- What the sweeps of a partition's lists have in common.
--@include lib/record

-- The fields that the sweeper receives of an order that it leases, in this order.
local LEASED_FIELDS = {
  'status', 'attempt', 'fingerprint', 'lines', 'beside', 'reference', 'customer', 'version', 'createdAt', 'updatedAt',
  'expiresAt', 'followed'
}

local function leased(order, record)
  local values = {order}
  for i, name in ipairs(LEASED_FIELDS) do
    values[i + 1] = record[name] or ''
  end
  return values
end

-- Calls look_at(order, record key, record or nil, damage or nil) for each of these orders that is still in the list and whose
-- time has come: another sweep may have leased it since this one read the list. The records are KEYS[first_record] and so on.
local function look_through(list, orders, first_record, until_ms, look_at)
  for i, time in ipairs(redis.call('ZMSCORE', list, unpack(orders))) do
    if time and tonumber(time) <= until_ms then
      look_at(orders[i], KEYS[first_record + i - 1], look_at_record(KEYS[first_record + i - 1]))
    end
  end
end

-- Files orders in a list, {time, order, ...}, then removes others from it.
local function refile(list, filed, removed)
  if #filed > 0 then
    redis.call('ZADD', list, unpack(filed))
  end
  if #removed > 0 then
    redis.call('ZREM', list, unpack(removed))
  end
end

local function file(members, time, order)
  members[#members + 1] = time
  members[#members + 1] = order
end
