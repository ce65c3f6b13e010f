-- Places orders of one line each, all of one SKU, in one step: the same as order_place for each of them, one after the other.
-- For a Redis that is not a Cluster.
-- KEYS: available, totals, reservations, customers of the SKU, then the record of each order, then due, orders, forgetting,
--       events where events are kept, and search where one of the orders has names for it, of each partition that they are in
-- ARGV: epoch, how many orders and 's' behind that where search is declared, then order, fingerprint, lines, reference, reservation time in ms, RESERVED or CONFIRMED,
--       values of its line (lib/take) without the epoch, customer and names for the index (lib/search) or '', number of its partition
--       among these of each order
-- Reply: for each order what order_place replies, or {'FAULT', error} when it alone could not be placed.
-- An order that is new, and whose customer has no limit, needs no more than a comparison, and one write serves many of them.
-- Any other order goes through place by itself, after the orders before it were written.
--@include lib/claim lib/listing lib/number lib/place lib/refusal lib/reservation lib/sale lib/search lib/take

local STOCK = stock_at(1)
local EPOCH, size = ARGV[1], ARGV[2]
local SIZE, HAS_SEARCH = tonumber(string.match(size, '^%d+')), string.sub(size, -1) == 's'
local FIRST_RECORD, FIRST_ORDER, VALUES_PER_ORDER = 5, 3, 9
local first_attempt = next_attempt(nil)

local partitions = {}
local has_events = EVENTS_MAX > 0
local lists = 3 + (has_events and 1 or 0) + (HAS_SEARCH and 1 or 0)
for first = FIRST_RECORD + SIZE, #KEYS, lists do
  partitions[#partitions + 1] = {
    due = KEYS[first], orders = KEYS[first + 1], forgetting = KEYS[first + 2], events = has_events and KEYS[first + 3] or nil,
    search = HAS_SEARCH and KEYS[first + lists - 1] or nil
  }
end

local drafts = {}
local records = {}
local orders = {}
for i = 1, SIZE do
  local a = FIRST_ORDER + (i - 1) * VALUES_PER_ORDER
  local order, fingerprint, lines, reference, reservation_time, status, values, named, partition = unpack(ARGV, a, a + 8)
  local customer, names = customer_and_names(named)
  drafts[i] = {
    record = KEYS[FIRST_RECORD + i - 1], partition = partitions[tonumber(partition)], order = order, fingerprint = fingerprint,
    lines = lines, reference = reference, reservation_time = tonumber(reservation_time), status = status,
    line = line_of(STOCK, values, EPOCH), customer = customer, names = names
  }
  records[i] = drafts[i].record
  orders[i] = drafts[i].order
end

-- Whether an order has a record, or something of this SKU under its id, from the start or since.
local no_records = redis.call('EXISTS', unpack(records)) == 0
local held = redis.call('HMGET', STOCK.reservations, unpack(orders))
local met = {}
local function is_known(i)
  return met[orders[i]] or held[i] or not (no_records or redis.call('EXISTS', records[i]) == 0)
end

-- Why no order of this SKU and epoch can be placed, in the words of examine; nil when it depends on the quantity.
local epoch, sale = unpack(redis.call('HMGET', STOCK.totals, 'epoch', 'sale'))
local available = redis.call('GET', STOCK.available)
local function refusal_of_all()
  if epoch and epoch ~= EPOCH then
    return {'STALE'}
  end
  if not epoch or not available then
    return {'UNKNOWN', 1}
  end
  return not is_on_sale(sale) and {'NOT_ON_SALE', 1} or nil
end

local reply = {}

-- Orders whose units are taken and that are not written yet.
local taken = {}
local units_taken = 0

-- Writes the counters, the reservations and the lists once for all that were taken, and the records one by one.
local function write_taken()
  if #taken == 0 then
    return
  end
  local units_sold, changes = 0, 0
  local reservations = {}
  for _, draft in ipairs(taken) do
    local sold = draft.status == 'CONFIRMED'
    units_sold = units_sold + (sold and draft.line.quantity or 0)
    changes = changes + (sold and 2 or 1)
    reservations[#reservations + 1] = draft.order
    reservations[#reservations + 1] = (sold and 'S:' or 'R:') .. draft.line.quantity .. ':' .. first_attempt
  end
  local decremented = redis.pcall('DECRBY', STOCK.available, units_taken)
  if is_refused(decremented) then
    -- Nothing is written. Only the orders that were to be taken fail: the others have their replies.
    for _, draft in ipairs(taken) do
      reply[draft.number] = {'FAULT', decremented.err}
    end
    taken = {}
    units_taken = 0
    return
  elseif type(decremented) == 'table' then
    error(decremented)
  end
  redis.call('HINCRBY', STOCK.totals, 'reserved', units_taken - units_sold)
  if units_sold > 0 then
    redis.call('HINCRBY', STOCK.totals, 'sold', units_sold)
  end
  redis.call('HINCRBY', STOCK.totals, 'version', changes)
  redis.call('HSET', STOCK.reservations, unpack(reservations))
  local lists = {}
  for _, draft in ipairs(taken) do
    local placed = save_placed(draft, nil, first_attempt)
    reply[draft.number] = placed
    local list, at = filed_when_placed(draft, placed)
    local members = lists[list] or {}
    lists[list] = members
    members[#members + 1] = at
    members[#members + 1] = draft.order
  end
  for key, members in pairs(lists) do
    redis.call('ZADD', key, unpack(members))
  end
  taken = {}
  units_taken = 0
end

-- A new order. Returns its refusal; without one it is taken, and gets its reply when it is written.
local function place_new(draft)
  local refusal = refusal_of_all()
  if refusal then
    return refusal
  end
  local left = tonumber(available) - units_taken
  if left < draft.line.quantity then
    return {'INSUFFICIENT', 1, text(math.max(0, left))}
  end
  taken[#taken + 1] = draft
  units_taken = units_taken + draft.line.quantity
  met[draft.order] = true
  return nil
end

-- Any other order. Its fault is its own: the rest of the batch goes on.
local function place_known(draft)
  write_taken()
  local done, answer = pcall(place, draft, {draft.line})
  met[draft.order] = true
  available = redis.call('GET', STOCK.available)
  if not done then
    return {'FAULT', type(answer) == 'table' and answer.err or tostring(answer)}
  end
  return answer
end

for number, draft in ipairs(drafts) do
  draft.number = number
  if draft.line.limit or is_known(number) then
    reply[number] = place_known(draft)
  else
    reply[number] = place_new(draft)
  end
end
write_taken()
return reply
