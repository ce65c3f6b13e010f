-- Taking the lines of an order. A script examines every line before it writes anything. A line has the keys of its SKU, and four
-- values, which one argument carries: "<quantity>:<epoch>[:<limit>:<customer>]". Limit and customer stand there, and the key
-- `customers` is declared, where the order names a customer; both are empty where the product has no limit for one.
-- Behind that stands ";<max>/<time in ms>", and the key `taken` of the customer is declared after `customers`, where the product
-- limits how many new reservations a customer may make in a time.
--@include lib/number lib/reservation lib/sale lib/server_clock

-- Reads a line. Where its values name no epoch it is of the epoch that the call is about.
local function line_of(stock, values, epoch)
  local plain, taken_max, taken_ms = string.match(values, '^([^;]*);?(%d*)/?(%d*)$')
  local quantity, own_epoch, limit, customer = string.match(plain, '^(%d+):?(%d*):?(%d*):?(.*)$')
  limit = tonumber(limit)
  return {
    available = stock.available, totals = stock.totals, reservations = stock.reservations, customers = stock.customers,
    quantity = tonumber(quantity), epoch = epoch or own_epoch, limit = limit, customer = limit and customer,
    taken = stock.taken, taken_max = tonumber(taken_max), taken_ms = tonumber(taken_ms)
  }
end

-- Reads the lines whose keys begin at KEYS[first_key] and whose values begin at ARGV[first_argument], up to the last key; one
-- key behind them is no line's.
local function lines_of(first_key, first_argument)
  local lines = {}
  local key = first_key
  while KEYS[key + 1] do
    local values = ARGV[first_argument + #lines]
    local stock = stock_at(key)
    local declares_customers = string.find(values, ':.*:') ~= nil
    if not declares_customers then
      stock.customers = nil
    end
    local declares_taken = string.find(values, ';', 1, true) ~= nil
    stock.taken = declares_taken and KEYS[key + 4] or nil
    lines[#lines + 1] = line_of(stock, values)
    key = key + (declares_customers and 4 or 3) + (declares_taken and 1 or 0)
  end
  return lines
end

-- Sets what the order holds of a line, and how many units it lacks.
local function compare(line, held)
  line.had = held and held.state == 'R' and held.quantity or 0
  line.needed = math.max(0, line.quantity - line.had)
  line.counted_for = held and held.state == 'R' and held.customer or nil
end

-- Returns nil when the customer may have what each line asks for, else {'LIMIT', line number, units that the customer has apart
-- from this order, ...}, every line beyond its limit. A line that lacks nothing asks for nothing more.
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
        over[#over + 1] = text(has)
      end
    end
  end
  if #over > 0 then
    return {'LIMIT', unpack(over)}
  end
  return nil
end

-- Returns nil when the customer may make the new reservations among the lines, else {'TOO_OFTEN', line number, ms until one more may
-- be made, ...}. `taken` has the orders that made one, by the time of Redis's own clock, so that another attempt of an order is
-- none; it is gone when the time has passed. Sets line.taken_at where the order is one more.
local function too_often(lines, order)
  local often = {}
  for number, line in ipairs(lines) do
    line.taken_at = nil
    if line.taken and line.had == 0 and line.needed > 0 then
      local now = milliseconds(server_micros())
      local orders = redis.call('ZRANGEBYSCORE', line.taken, '(' .. text(now - line.taken_ms), '+inf', 'WITHSCORES')
      local known = false
      for i = 1, #orders, 2 do
        known = known or orders[i] == order
      end
      local beyond = #orders / 2 - line.taken_max
      if not known and beyond >= 0 then
        often[#often + 1] = number
        often[#often + 1] = text(tonumber(orders[2 * beyond + 2]) + line.taken_ms - now)
      end
      line.taken_at = not known and now or nil
    end
  end
  if #often > 0 then
    return {'TOO_OFTEN', unpack(often)}
  end
  return nil
end

-- Examines every line for this attempt, and sets line.needed to the units that it lacks and line.left to those available.
-- Returns nil when order and customer may take all, else the refusal: {'UNKNOWN', line numbers...}, {'STALE'},
-- {'RESOLVED', state}, {'NOT_ON_SALE', line numbers...}, {'LIMIT', line number, units, ...} or {'TOO_OFTEN', line number, ms, ...}.
-- It does not judge what is available. A line that lacks nothing is not judged by its sale: its units were taken before.
local function examine(lines, order, attempt)
  local unknown, not_on_sale = {}, {}
  for number, line in ipairs(lines) do
    local epoch, sale = unpack(redis.call('HMGET', line.totals, 'epoch', 'sale'))
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
    if line.needed > 0 and not may_take(order, sale) then
      not_on_sale[#not_on_sale + 1] = number
    end
    if line.needed > 0 and line.counted_for and not line.customers then
      -- Its units count for a customer whom its order does not name: the call has no key to keep the count.
      return {'STALE'}
    end
  end
  if #unknown > 0 then
    return {'UNKNOWN', unpack(unknown)}
  end
  if #not_on_sale > 0 then
    return {'NOT_ON_SALE', unpack(not_on_sale)}
  end
  return over_limit(lines) or too_often(lines, order)
end

-- Returns nil when every examined line has enough, else {'INSUFFICIENT', line number, available, ...}, every short line.
local function shortages(lines)
  local short = {}
  for number, line in ipairs(lines) do
    -- An order that lacks nothing is not short, even where a counter is below zero for a moment.
    if line.needed > 0 and tonumber(line.left) < line.needed then
      short[#short + 1] = number
      -- Units that the order has already are available to it.
      short[#short + 1] = text(math.max(0, tonumber(line.left)) + line.had)
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
  if line.taken_at then
    redis.call('ZADD', line.taken, text(line.taken_at), order)
    redis.call('ZREMRANGEBYSCORE', line.taken, '-inf', text(line.taken_at - line.taken_ms))
    redis.call('PEXPIRE', line.taken, line.taken_ms)
  end
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
