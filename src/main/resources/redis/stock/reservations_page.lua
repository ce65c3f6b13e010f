-- Reads a page of what orders hold of a SKU, in the order in which HSCAN passes over its reservations: one slot of the hash at a
-- time, and a bounded number of them. The reservations of a slot are in the order of their orders; one that has more than a page is
-- cut behind the last that fits.
-- KEYS: totals, reservations
-- ARGV: the cursor of HSCAN, the order that the page comes after in that slot ('': it begins with it), the most to answer
-- Reply: {'READ', cursor and order of the next page ('' and '': this is the last), order, state, quantity, order, ...}
--        | {'UNKNOWN'} | {'DAMAGED'}
--@include lib/reservation

local totals, reservations = KEYS[1], KEYS[2]
local cursor, after, limit = ARGV[1], ARGV[2], tonumber(ARGV[3])

-- How many slots a page looks at: after many orders were forgotten, most of them are empty.
local SLOTS_MAX = 1000

if redis.call('EXISTS', totals) == 0 then
  return {'UNKNOWN'}
end

-- Returns what orders hold in the slot at the cursor beyond the order given, and the cursor of the next slot.
local function slot_at(position, order_before)
  local scanned = redis.pcall('HSCAN', reservations, position, 'COUNT', 1)
  if scanned.err then
    return nil
  end
  local held = {}
  for i = 1, #scanned[2], 2 do
    local order, reservation = scanned[2][i], parse_reservation(scanned[2][i + 1])
    if reservation and (reservation.state == 'R' or reservation.state == 'S') and reservation.quantity > 0
        and order > order_before then
      held[#held + 1] = {order = order, state = reservation.state, quantity = reservation.quantity}
    end
  end
  table.sort(held, function(a, b) return a.order < b.order end)
  return held, scanned[1]
end

local page = {'READ', '', ''}
local free = limit
for _ = 1, SLOTS_MAX do
  local held, next_cursor = slot_at(cursor, after)
  if not held then
    return {'DAMAGED'}
  end
  if #held > free and free < limit then
    -- The next page begins with this slot.
    break
  end
  for i = 1, math.min(#held, free) do
    page[#page + 1] = held[i].order
    page[#page + 1] = held[i].state
    page[#page + 1] = held[i].quantity
    after = held[i].order
  end
  if #held > free then
    free = 0
    break
  end
  free = free - #held
  cursor, after = next_cursor, ''
  if cursor == '0' then
    return page
  end
  if free == 0 then
    break
  end
end
page[2], page[3] = cursor, after
return page
