-- The index of a partition that searches read: which orders name which customer or reference. It is a sorted set whose members are
-- in the order of their bytes: "<name>:<ms of the placing>:<order>". A name is "c:" or "r:" and what the service makes of a customer
-- or a reference. A record lists its names in `searched`, "<ms of the placing> <name> ...", so that its members go with it. What an
-- older instance leaves of an order that it forgot is removed by the search that meets it.
--@include lib/clock

-- The members of an order that is listed under these names.
local function members_of(order, searched)
  local at, names = string.match(searched, '^(%d+)(.*)$')
  local members = {}
  for name in string.gmatch(names or '', '[cr]:%w+') do
    members[#members + 1] = name .. ':' .. at .. ':' .. order
  end
  return members
end

-- Lists an order under names, and returns what its record is to say of them.
local function index_order(partition, order, names)
  local searched = NOW .. ' ' .. names
  local scored = {}
  for _, member in ipairs(members_of(order, searched)) do
    scored[#scored + 1] = 0
    scored[#scored + 1] = member
  end
  redis.call('ZADD', partition.search, unpack(scored))
  return searched
end

-- Takes an order out of the index, where the call declares it.
local function unindex_order(partition, order, searched)
  local members = searched and partition.search and members_of(order, searched) or {}
  if #members > 0 then
    redis.call('ZREM', partition.search, unpack(members))
  end
end

-- Customer and names of an order, which one argument carries: "<customer> <name> ..."; nil where it has none.
local function customer_and_names(argument)
  if not argument or argument == '' then
    return nil, nil
  end
  local customer, names = string.match(argument, '^(%S*) ?(.*)$')
  return customer ~= '' and customer or nil, names ~= '' and names or nil
end
