-- Places orders of one line each, of one SKU or several, in one step: the same as order_place for each of them, one after the other.
-- For a Redis that is not a Cluster.
-- KEYS: available, totals, reservations, customers of each SKU, then the record of each order, then due, orders, forgetting,
--       events where events are kept, and search where one of the orders has names for it, of each partition that they are in
-- ARGV: how many SKUs, how many orders and 's' behind that where search is declared, the epoch of each SKU, then order, fingerprint,
--       lines, reference, reservation time in ms, RESERVED or CONFIRMED, values of its line (lib/take) without the epoch, customer and
--       names for the index (lib/search) or '', number of its SKU and of its partition among these of each order
-- Reply: for each order what order_place replies, or {'FAULT', error} when it alone could not be placed.
-- An order that is new, and whose customer has no limit, needs no more than a comparison, and one write of its SKU serves many of them.
-- Any other order goes through place by itself, after the orders before it were written.
--@include lib/claim lib/listing lib/number lib/place lib/reservation lib/sale lib/search lib/take
--@rarely place index_order is_indexed

local KEYS_PER_SKU, VALUES_PER_ORDER = 4, 10
local SKUS, size = tonumber(ARGV[1]), ARGV[2]
local SIZE, HAS_SEARCH = tonumber(string.match(size, '^%d+')), string.sub(size, -1) == 's'
local FIRST_RECORD, FIRST_ORDER = KEYS_PER_SKU * SKUS + 1, 3 + SKUS
local first_attempt = next_attempt(nil)

-- A SKU under an epoch: its keys, its orders, what is left for them, and those whose units are taken and not written yet.
local skus = {}
for i = 1, SKUS do
  skus[i] = {stock = stock_at(KEYS_PER_SKU * (i - 1) + 1), epoch = ARGV[2 + i], drafts = {}, taken = {}}
end

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
for i = 1, SIZE do
  local a = FIRST_ORDER + (i - 1) * VALUES_PER_ORDER
  local order, fingerprint, lines, reference, reservation_time, status, values, named, number, partition = unpack(ARGV, a, a + 9)
  local customer, names = customer_and_names(named)
  local sku = skus[tonumber(number)]
  drafts[i] = {
    record = KEYS[FIRST_RECORD + i - 1], partition = partitions[tonumber(partition)], order = order, fingerprint = fingerprint,
    lines = lines, reference = reference, reservation_time = tonumber(reservation_time), status = status,
    line = line_of(sku.stock, values, sku.epoch), sku = sku, customer = customer, names = names
  }
  records[i] = drafts[i].record
  sku.drafts[#sku.drafts + 1] = drafts[i]
end

-- Reads what all orders of a SKU need to know of it, and why none of them can be placed, in the words of examine.
local function look_at(sku)
  local orders = {}
  for i, draft in ipairs(sku.drafts) do
    orders[i] = draft.order
  end
  for i, held in ipairs(redis.call('HMGET', sku.stock.reservations, unpack(orders))) do
    sku.drafts[i].held = held
  end
  local epoch, sale = unpack(redis.call('HMGET', sku.stock.totals, 'epoch', 'sale'))
  local counter = redis.call('GET', sku.stock.available)
  if epoch and epoch ~= sku.epoch then
    sku.refusal = {'STALE'}
  elseif not epoch or not counter then
    sku.refusal = {'UNKNOWN', 1}
  elseif not is_on_sale(sale) then
    sku.refusal = {'NOT_ON_SALE', 1}
  end
  sku.left = tonumber(counter or 0) or error('the counter is no number')
end

-- The orders of a SKU that cannot be read go by themselves, and have the fault of each; those of other SKUs do not notice.
for _, sku in ipairs(skus) do
  sku.damaged = not pcall(look_at, sku)
end

-- Whether an order has a record, or something of its SKU under its id, from the start or since.
local no_records = redis.call('EXISTS', unpack(records)) == 0
local met = {}
local function is_known(draft)
  return met[draft.order] or draft.held or not (no_records or redis.call('EXISTS', draft.record) == 0)
end

local reply = {}

local function fault_of(raised)
  return {'FAULT', type(raised) == 'table' and raised.err or tostring(raised)}
end

-- Orders whose units are taken and that are not written yet, of all SKUs in the order in which they came.
local taken = {}

-- Writes the counters and the reservations of a SKU once for all of its orders that were taken.
local function write_units(sku)
  local units, units_sold, changes = 0, 0, 0
  local reservations = {}
  for _, draft in ipairs(sku.taken) do
    local sold = draft.status == 'CONFIRMED'
    units = units + draft.line.quantity
    units_sold = units_sold + (sold and draft.line.quantity or 0)
    changes = changes + (sold and 2 or 1)
    reservations[#reservations + 1] = draft.order
    reservations[#reservations + 1] = (sold and 'S:' or 'R:') .. draft.line.quantity .. ':' .. first_attempt
  end
  sku.taken = {}
  redis.call('DECRBY', sku.stock.available, units)
  redis.call('HINCRBY', sku.stock.totals, 'reserved', units - units_sold)
  if units_sold > 0 then
    redis.call('HINCRBY', sku.stock.totals, 'sold', units_sold)
  end
  redis.call('HINCRBY', sku.stock.totals, 'version', changes)
  redis.call('HSET', sku.stock.reservations, unpack(reservations))
end

-- Writes all that were taken: SKU by SKU, then the records one by one, then the lists once for all.
local function write_taken()
  local placing = taken
  taken = {}
  local faults = {}
  for _, draft in ipairs(placing) do
    local sku = draft.sku
    if #sku.taken > 0 then
      -- Where Redis refuses to write, nothing of the SKU is written. Its orders that were to be taken fail, and no others.
      local written, raised = pcall(write_units, sku)
      faults[sku] = not written and fault_of(raised) or nil
      sku.damaged = sku.damaged or not written
    end
  end
  local filed = {}
  for _, draft in ipairs(placing) do
    reply[draft.number] = faults[draft.sku]
    if not reply[draft.number] then
      -- A list of one partition that cannot be written is a fault of the orders in it.
      local saved, placed = pcall(save_placed, draft, nil, first_attempt)
      reply[draft.number] = saved and placed or fault_of(placed)
      if saved then
        local list, at = filed_when_placed(draft, placed)
        local file = filed[list] or {members = {}, drafts = {}}
        filed[list] = file
        file.members[#file.members + 1] = at
        file.members[#file.members + 1] = draft.order
        file.drafts[#file.drafts + 1] = draft
      end
    end
  end
  for key, file in pairs(filed) do
    local listed, raised = pcall(redis.call, 'ZADD', key, unpack(file.members))
    for _, draft in ipairs(listed and {} or file.drafts) do
      reply[draft.number] = fault_of(raised)
    end
  end
end

-- A new order. Returns its refusal; without one it is taken, and gets its reply when it is written.
local function place_new(draft)
  local sku = draft.sku
  if sku.refusal then
    return sku.refusal
  end
  if sku.left < draft.line.quantity then
    return {'INSUFFICIENT', 1, text(math.max(0, sku.left))}
  end
  sku.left = sku.left - draft.line.quantity
  sku.taken[#sku.taken + 1] = draft
  taken[#taken + 1] = draft
  met[draft.order] = true
  return nil
end

-- Any other order. Its fault is its own: the rest of the batch goes on.
local function place_known(draft)
  write_taken()
  local done, answer = pcall(place, draft, {draft.line})
  met[draft.order] = true
  if not draft.sku.damaged then
    draft.sku.left = tonumber(redis.call('GET', draft.sku.stock.available) or 0)
  end
  return done and answer or fault_of(answer)
end

for number, draft in ipairs(drafts) do
  draft.number = number
  if draft.line.limit or draft.sku.damaged or is_known(draft) then
    reply[number] = place_known(draft)
  else
    reply[number] = place_new(draft)
  end
end
write_taken()
return reply
