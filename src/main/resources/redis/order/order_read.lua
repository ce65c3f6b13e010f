-- Reads an order, and writes nothing.
-- KEYS: record
-- ARGV: none
-- Reply: {'FOUND', record...} | {} when there is none | {'OVERDUE'} when its deadline has passed: order_expire replies with it
--@include lib/deadline lib/record

local record_key = KEYS[1]

local record = read_record(record_key)
if not record then
  return {}
end
if is_overdue(record) then
  return {'OVERDUE'}
end
return {'FOUND', unpack(flat(record))}
