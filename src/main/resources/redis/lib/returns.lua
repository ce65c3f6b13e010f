-- What an order has returned: fields of its record. `returned` has the units of each SKU as `lines` has them; `returns` has
-- "<key>:<fingerprint>" of each return, in the order of their numbers from 1 on; `returning` has those returns whose products are
-- still to settle them: "<number>:<time in ms> <SKU>:<restocked>:<written off>:<not shipped> ...", with "|" between them.

-- Units by SKU, of a text as `lines` has it.
local function units_of(lines)
  local units = {}
  for sku, quantity in string.gmatch(lines or '', '([^ :]+):(%d+)') do
    units[sku] = (units[sku] or 0) + tonumber(quantity)
  end
  return units
end

-- Returns how many returns the record names, and the fingerprint of the one with this key; nil when it has none.
local function returns_of(record, key)
  local count, fingerprint = 0, nil
  for known, of_known in string.gmatch(record.returns or '', '([^ :]+):([^ :]+)') do
    count = count + 1
    if known == key then
      fingerprint = of_known
    end
  end
  return count, fingerprint
end

-- Returns what is left of `returning` without these returns: a table whose keys are their numbers as text.
local function returning_without(returning, numbers)
  local left = {}
  for entry in string.gmatch(returning or '', '[^|]+') do
    if not numbers[string.match(entry, '^%d+')] then
      left[#left + 1] = entry
    end
  end
  return table.concat(left, '|')
end

local function append(list, separator, more)
  return list and list ~= '' and list .. separator .. more or more
end
