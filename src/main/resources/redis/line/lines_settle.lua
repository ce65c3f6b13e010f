-- Settles lines of one SKU, some hundreds at most, each of another order: applies the decided status of each order to its line. A
-- line that fails keeps no other from being settled.
-- KEYS: available, totals, reservations, and customers where they hold units that count for one
-- ARGV: epoch, then of each line: 'SELL' | 'RELEASE' | 'FORGET' | 'FORGET_TOMBSTONE', order, attempt, units that its record lists
-- Reply: for each line: the result of lib/sell or lib/release, or how many were forgotten ('0' | '1'), 'UNKNOWN' where Redis does
--        not know the SKU, 'PAUSED' for a step that changes the counters of a paused SKU or what they are made of, 'DAMAGED'
--        where the stored value is no reservation | {'EPOCH', the one that holds} | {'CUSTOMERS'}; 'WAITED' behind the lines where
--        orders wait for the units that came back
--@include lib/reservation lib/settle

local stock = stock_at(1)
local epoch = ARGV[1]
local lines = {}
for i = 2, #ARGV, 4 do
  lines[#lines + 1] = {step = ARGV[i], order = ARGV[i + 1], attempt = ARGV[i + 2], quantity = tonumber(ARGV[i + 3])}
end

local plan, obstacle = plan_settlement(stock, epoch, lines)
if not plan then
  return obstacle
end
local reply = plan.outcomes
reply[#reply + 1] = write_settlement(plan, stock)
return reply
