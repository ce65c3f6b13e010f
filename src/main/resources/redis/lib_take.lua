-- Taking the lines of an order. A line is {sku keys, quantity, epoch}; nothing is written before every line was examined.
-- Needs lib_reservation.

-- Reads the lines from KEYS (available, totals, reservations for each, from first_key on) and ARGV (quantity, epoch for each).
local function lines_of(first_key, first_argument)
  local lines = {}
  local key = first_key
  local argument = first_argument
  while KEYS[key] do
    lines[#lines + 1] = {
      available = KEYS[key], totals = KEYS[key + 1], reservations = KEYS[key + 2],
      quantity = tonumber(ARGV[argument]), epoch = ARGV[argument + 1]
    }
    key = key + 3
    argument = argument + 2
  end
  return lines
end

-- Examines every line for this attempt and notes in line.needed how many units it lacks. Answers nil when all may be taken
-- as far as identity goes, else the refusal: {'UNKNOWN', line numbers...}, {'STALE'} or {'RESOLVED', state}.
-- It says nothing about quantity.
local function examine(lines, order, attempt)
  local unknown = {}
  for number, line in ipairs(lines) do
    local epoch = redis.call('HGET', line.totals, 'epoch')
    if not epoch then
      unknown[#unknown + 1] = number
    elseif epoch ~= line.epoch then
      return {'STALE'}
    elseif redis.call('EXISTS', line.available) == 0 then
      unknown[#unknown + 1] = number
    end
    local held = reservation_of(line.reservations, order)
    local had = 0
    if held then
      if held.attempt > tonumber(attempt) then
        return {'STALE'}
      end
      if held.state == 'R' then
        had = held.quantity
      elseif held.state == 'S' or held.state == 'W' or held.attempt == tonumber(attempt) then
        return {'RESOLVED', held.state}
      end
    end
    line.had = had
    line.needed = math.max(0, line.quantity - had)
  end
  if #unknown > 0 then
    return {'UNKNOWN', unpack(unknown)}
  end
  return nil
end

-- Answers nil when every line has enough, else {'INSUFFICIENT', line number, available, ...}, every short line.
local function shortages(lines)
  local short = {}
  for number, line in ipairs(lines) do
    local available = redis.call('GET', line.available)
    -- An order that lacks nothing is not short of anything, even of a counter that is below zero for a moment.
    if line.needed > 0 and tonumber(available) < line.needed then
      short[#short + 1] = number
      -- What the order has already is available to it.
      short[#short + 1] = string.format('%.0f', math.max(0, tonumber(available)) + line.had)
    end
  end
  if #short > 0 then
    return {'INSUFFICIENT', unpack(short)}
  end
  return nil
end

-- Takes what examine found to be needed, relatively, and records it.
local function take(lines, order, attempt)
  for _, line in ipairs(lines) do
    if line.needed > 0 then
      redis.call('DECRBY', line.available, line.needed)
      redis.call('HINCRBY', line.totals, 'reserved', line.needed)
    end
    redis.call('HINCRBY', line.totals, 'version', 1)
    write_reservation(line.reservations, order, 'R', line.had + line.needed, attempt)
  end
end
