-- Records that the lines of decided orders of a partition are settled, each on condition that it is still at that version.
-- From then on the orders wait for their reservations to be forgotten.
-- KEYS: due, forgetting, then record of each order
-- ARGV: order, version of each
-- Reply: {how many were recorded}
--@include lib/listing

local partition = {due = KEYS[1], forgetting = KEYS[2]}

local settled = {}
for i = 3, #KEYS do
  local order, meant = ARGV[2 * i - 5], ARGV[2 * i - 4]
  if record_settled(KEYS[i], meant) then
    settled[#settled + 1] = order
  end
end
await_forgetting(partition, settled)
return {#settled}
