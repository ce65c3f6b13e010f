-- Puts the damaged record of an order aside, under a name of its own, and takes the order out of the lists of its partition: what
-- is left in its place keeps the id from being used again. What it holds of its SKUs stays as it is.
-- KEYS: record, where it is put, due, forgetting, orders
-- ARGV: order
-- Reply: {'ASIDE'} | {'SOUND'} when it is not damaged | {'NONE'} when there is none | {'OCCUPIED'} when one is put there already
--@include lib/clock
--@include lib/record

local record, damage = look_at_record(KEYS[1])
if not record then
  return {'NONE'}
end
if not damage then
  return {'SOUND'}
end
if redis.call('EXISTS', KEYS[2]) == 1 then
  return {'OCCUPIED'}
end
redis.call('RENAME', KEYS[1], KEYS[2])
redis.call('HSET', KEYS[1], 'status', ASIDE, 'at', text(milliseconds(CLOCK_MICROS)))
for list = 3, 5 do
  redis.call('ZREM', KEYS[list], ARGV[1])
end
return {'ASIDE'}
