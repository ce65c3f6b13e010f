-- Reads an order; nothing is written.
-- KEYS: record
-- Reply: {'FOUND', record...} | {} when there is none | {'OVERDUE'} when its deadline has passed: order_expire answers it
--@include lib/clock
--@include lib/record

local record = read_record(KEYS[1])
if not record then
  return {}
end
if is_overdue(record) then
  return {'OVERDUE'}
end
return {'FOUND', unpack(flat(record))}
