-- Taking the lines of an order. A line is {sku keys, quantity, epoch}; nothing is written before every line was examined.
-- Needs lib_reservation.

-- A line. Where its order names a customer the quantity is "<quantity>:<limit>:<customer>", with no limit and no customer where
-- the product has none.
local function line_of(stock, quantity, epoch)
  local line = {
    available = stock.available, totals = stock.totals, reservations = stock.reservations, customers = stock.customers,
    quantity = tonumber(quantity), epoch = epoch
  }
  if not line.quantity then
    local units, limit, customer = string.match(quantity, '^(%d+):(%d*):(.*)$')
    line.quantity, line.limit = tonumber(units), tonumber(limit)
    line.customer = line.limit and customer
  end
  return line
end

-- Reads the lines from KEYS (available, totals, reservations for each, and customers where its order names one, from first_key
-- on) and ARGV (quantity, epoch for each).
local function lines_of(first_key, first_argument)
  local lines = {}
  local key = first_key
  local argument = first_argument
  while KEYS[key] do
    local quantity = ARGV[argument]
    local counted = string.find(quantity, ':', 1, true)
    lines[#lines + 1] = line_of({
      available = KEYS[key], totals = KEYS[key + 1], reservations = KEYS[key + 2], customers = counted and KEYS[key + 3] or nil
    }, quantity, ARGV[argument + 1])
    key = key + (counted and 4 or 3)
    argument = argument + 2
  end
  return lines
end

-- Notes what the order holds of a line, and how many units it lacks.
local function compare(line, held)
  line.had = held and held.state == 'R' and held.quantity or 0
  line.needed = math.max(0, line.quantity - line.had)
  line.counted_for = held and held.state == 'R' and held.customer or nil
end

-- Answers nil when the customer may have what each line asks for, else {'LIMIT', line number, units that the customer has apart
-- from this order, ...}, every line beyond its limit. Who lacks nothing asks for nothing more.
local function over_limit(lines)
  local over = {}
  for number, line in ipairs(lines) do
    if line.limit and line.needed > 0 then
      local has = tonumber(redis.call('HGET', line.customers, line.customer) or 0)
      if line.counted_for == line.customer then
        has = has - line.had
      end
      if has + line.quantity > line.limit then
        over[#over + 1] = number
        over[#over + 1] = string.format('%d', has)
      end
    end
  end
  if #over > 0 then
    return {'LIMIT', unpack(over)}
  end
  return nil
end

-- Examines every line for this attempt, and notes how many units it lacks in line.needed and what is available in line.left.
-- Answers nil when all may be taken as far as the order and its customer go, else the refusal: {'UNKNOWN', line numbers...},
-- {'STALE'}, {'RESOLVED', state} or {'LIMIT', line number, units, ...}. It does not judge what is available.
local function examine(lines, order, attempt)
  local unknown = {}
  for number, line in ipairs(lines) do
    local epoch = redis.call('HGET', line.totals, 'epoch')
    if not epoch then
      unknown[#unknown + 1] = number
    elseif epoch ~= line.epoch then
      return {'STALE'}
    else
      line.left = redis.call('GET', line.available)
      if not line.left then
        unknown[#unknown + 1] = number
      end
    end
    local held = reservation_of(line.reservations, order)
    if held then
      if held.attempt > tonumber(attempt) then
        return {'STALE'}
      end
      if held.state ~= 'R' and (held.state == 'S' or held.state == 'W' or held.attempt == tonumber(attempt)) then
        return {'RESOLVED', held.state}
      end
    end
    compare(line, held)
    if line.needed > 0 and line.counted_for and not line.customers then
      -- Its units count for a customer whom its order does not name: nothing here could keep the count.
      return {'STALE'}
    end
  end
  if #unknown > 0 then
    return {'UNKNOWN', unpack(unknown)}
  end
  return over_limit(lines)
end

-- Answers nil when every line that was examined has enough, else {'INSUFFICIENT', line number, available, ...}, every short line.
local function shortages(lines)
  local short = {}
  for number, line in ipairs(lines) do
    -- An order that lacks nothing is not short of anything, even of a counter that is below zero for a moment.
    if line.needed > 0 and tonumber(line.left) < line.needed then
      short[#short + 1] = number
      -- What the order has already is available to it.
      short[#short + 1] = string.format('%d', math.max(0, tonumber(line.left)) + line.had)
    end
  end
  if #short > 0 then
    return {'INSUFFICIENT', unpack(short)}
  end
  return nil
end

-- Records that an order holds so many units of a line, and counts them for its customer.
local function hold(line, order, attempt, quantity)
  local customer = line.counted_for or line.customer
  count_for(line, customer, quantity - (line.counted_for and line.had or 0))
  redis.call('HINCRBY', line.totals, 'version', 1)
  write_reservation(line.reservations, order, 'R', quantity, attempt, customer)
end

-- Takes what examine found to be needed, relatively, and records it.
local function take(lines, order, attempt)
  for _, line in ipairs(lines) do
    if line.needed > 0 then
      redis.call('DECRBY', line.available, line.needed)
      redis.call('HINCRBY', line.totals, 'reserved', line.needed)
    end
    hold(line, order, attempt, line.had + line.needed)
  end
end
