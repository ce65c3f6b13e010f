-- What the sweeps of a partition's lists have in common. Needs lib_record.

-- What is told of an order that is handed out, in this order.
local TOLD = {
  'status', 'attempt', 'fingerprint', 'lines', 'beside', 'reference', 'customer', 'version', 'createdAt', 'updatedAt',
  'expiresAt', 'followed'
}

local function told_of(order, record)
  local told = {order}
  for i, name in ipairs(TOLD) do
    told[i + 1] = record[name] or ''
  end
  return told
end

-- Calls look_at(order, record key, record or nil, damage or nil) for each of these orders that is still in the list and whose
-- time has come: another sweep may have had it since this one asked for it.
local function look_through(list, first_record, first_order, until_ms, look_at)
  local orders = {}
  for i = first_order, #ARGV do
    orders[#orders + 1] = ARGV[i]
  end
  for i, time in ipairs(redis.call('ZMSCORE', list, unpack(orders))) do
    if time and tonumber(time) <= until_ms then
      look_at(orders[i], KEYS[first_record + i - 1], look_at_record(KEYS[first_record + i - 1]))
    end
  end
end

-- Files orders in a list, {time, order, ...}, then takes others out of it.
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
