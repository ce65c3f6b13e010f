-- Reads the levels of SKUs as of one moment. What cannot be read is told apart, so that it spoils no other.
-- KEYS: totals of each SKU
-- ARGV: prefix of the counter's key of each SKU (same slot as its KEY; the epoch that holds now is appended)
-- Reply: for each SKU {supplied, available or '' when its key is gone, reserved, sold, version, epoch, sold and forgotten}, or {} when unknown,
--        or {'UNREADABLE', why}; a field that is missing is ''

local FIELDS = {'supplied', 'reserved', 'sold', 'version', 'epoch', 'soldForgotten'}

local function level_of(totals, prefix)
  local fields = redis.pcall('HMGET', totals, unpack(FIELDS))
  if fields.err then
    return {'UNREADABLE', 'the totals are no hash'}
  end
  local supplied, reserved, sold, version, epoch, sold_forgotten = unpack(fields)
  if not epoch then
    if redis.call('EXISTS', totals) == 0 then
      return {}
    end
    epoch = ''
  end
  local available = redis.pcall('GET', prefix .. epoch)
  if type(available) == 'table' then
    available = 'no string'
  end
  return {supplied or '', available or '', reserved or '', sold or '', version or '', epoch, sold_forgotten or ''}
end

local reply = {}
for i, totals in ipairs(KEYS) do
  reply[i] = level_of(totals, ARGV[i])
end
return reply
