-- Reads the levels of SKUs as of one moment. A damaged SKU has a reply of its own, and spoils no other.
-- KEYS: totals, available of each SKU
-- ARGV: epoch of each SKU
-- Reply: for each SKU {supplied, available or '' when its key is gone, reserved, sold, version, epoch, sold and forgotten, shortfall},
--        or {} when unknown, or {'UNREADABLE', why}, or {'EPOCH', the one that holds}; a field that is missing is ''

local epochs = ARGV
local FIELDS = {'supplied', 'reserved', 'sold', 'version', 'epoch', 'soldForgotten', 'shortfall'}

local function level_of(totals, counter, declared)
  local fields = redis.pcall('HMGET', totals, unpack(FIELDS))
  if fields.err then
    return {'UNREADABLE', 'the totals are no hash'}
  end
  local supplied, reserved, sold, version, epoch, sold_forgotten, shortfall = unpack(fields)
  if not epoch then
    if redis.call('EXISTS', totals) == 0 then
      return {}
    end
    epoch = ''
  end
  local whole = string.find(epoch, '^%d+$') and #epoch <= 18
  if whole and epoch ~= declared then
    return {'EPOCH', epoch}
  end
  local available = whole and redis.pcall('GET', counter)
  if type(available) == 'table' then
    available = 'no string'
  end
  return {
    supplied or '', available or '', reserved or '', sold or '', version or '', epoch, sold_forgotten or '', shortfall or ''
  }
end

local reply = {}
for i, epoch in ipairs(epochs) do
  reply[i] = level_of(KEYS[2 * i - 1], KEYS[2 * i], epoch)
end
return reply
