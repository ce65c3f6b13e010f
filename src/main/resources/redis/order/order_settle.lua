-- Settles all lines of a decided order and records that, in one step: the same as lines_settle for each of its SKUs and
-- orders_settled after that. Where one line does not simply follow it does nothing, and those steps say what is the matter. For a
-- Redis that is not a Cluster, since its keys live in several slots.
-- KEYS: record, due, forgetting, then available, totals, reservations, customers of each SKU
-- ARGV: order, version and attempt of its record, then of each SKU: 'SELL' | 'RELEASE', epoch, units that the record lists
-- Reply: {'SETTLED', numbers of the SKUs whose units came back and are waited for} | {'EACH'} when it has done nothing
--@include lib/listing lib/reservation lib/settle

local record_key, partition = KEYS[1], {due = KEYS[2], forgetting = KEYS[3]}
local order, version, attempt = ARGV[1], ARGV[2], ARGV[3]

local FOLLOWED = {SOLD = true, RELEASED = true}

local plans, planned = {}, {}
for i = 4, #ARGV, 3 do
  local stock = stock_at(4 * #plans + 4)
  local line = {step = ARGV[i], order = order, attempt = attempt, quantity = tonumber(ARGV[i + 2])}
  -- Damage ends this SKU's plan; it must keep the others from nothing.
  local is_sound, plan = pcall(plan_settlement, stock, ARGV[i + 1], {line})
  -- Plans of one SKU do not see each other's units: a damaged record may name it twice.
  if not is_sound or not plan or not FOLLOWED[plan.outcomes[1]] or planned[stock.totals] then
    return {'EACH'}
  end
  planned[stock.totals] = true
  plans[#plans + 1] = {plan = plan, stock = stock}
end

local reply = {'SETTLED'}
for number, settled in ipairs(plans) do
  if write_settlement(settled.plan, settled.stock) then
    reply[#reply + 1] = number
  end
end
if record_settled(record_key, version) then
  await_forgetting(partition, {order})
end
return reply
