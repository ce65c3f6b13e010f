-- Records that a confirmed order returns units: one conditional write to its record. Its products settle it after that.
-- KEYS: returning, record, due, orders, events
-- ARGV: order, key and fingerprint of the return, grace in ms until the sweeper settles it, the most returns that an order may have,
--       '1' when as many units are missing as were not shipped, then of each SKU: SKU, units in all, and
--       "<SKU>:<restocked>:<written off>:<not shipped>"
-- Reply: {'DECIDED', record...} | {'ALREADY', record...} when it was made before | {'REUSED'} | {'FORBIDDEN', record...}
--        | {'NOT_FOUND'} | {'TOO_MANY'} | {'EXCEEDED', number of the SKU, units that are left of it, ...} | {'NOT_MISSING'}
--@include lib/clock lib/decide lib/listing lib/number lib/record lib/returns

local returning, record_key, partition = KEYS[1], KEYS[2], partition_at(3)
local order, key, fingerprint, grace_ms, returns_max = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5])
local are_missing, first = ARGV[6] == '1', 7

local record = visible_record(record_key, partition, order)
if not record then
  return {'NOT_FOUND'}
end
local count, known = returns_of(record, key)
if known then
  return known == fingerprint and {'ALREADY', unpack(flat(record))} or {'REUSED'}
end
if record.status ~= 'CONFIRMED' then
  return {'FORBIDDEN', unpack(flat(record))}
end
if count >= returns_max then
  return {'TOO_MANY'}
end
local listed, returned = units_of(record.lines), units_of(record.returned)
local exceeded, units = {}, {}
for i = first, #ARGV, 3 do
  local sku, quantity = ARGV[i], tonumber(ARGV[i + 1])
  local left = (listed[sku] or 0) - (returned[sku] or 0)
  if quantity > left then
    exceeded[#exceeded + 1] = (i - first) / 3 + 1
    exceeded[#exceeded + 1] = text(left)
  end
  returned[sku] = (returned[sku] or 0) + quantity
  units[#units + 1] = ARGV[i + 2]
end
if #exceeded > 0 then
  return {'EXCEEDED', unpack(exceeded)}
end
if not are_missing then
  return {'NOT_MISSING'}
end
local all = {}
for sku, quantity in pairs(returned) do
  all[#all + 1] = sku .. ':' .. text(quantity)
end
local entry = text(count + 1) .. ':' .. NOW .. ' ' .. table.concat(units, ' ')
change_beside_lines(record_key, partition, order, record, 'RETURNED', {
  returned = table.concat(all, ' '), returns = append(record.returns, ' ', key .. ':' .. fingerprint),
  returning = append(record.returning, '|', entry)
})
redis.call('ZADD', returning, text(NOW_MS + grace_ms), order)
return {'DECIDED', unpack(flat(record))}
