-- Settling lines of one SKU: what the decided statuses of their orders come to is planned first, which only reads, and written
-- after that.
--@include lib/forget lib/number lib/pause lib/release lib/reservation lib/sell lib/waiting

-- A tombstone changes no counter: a pause keeps no line from getting it, and none from forgetting it.
local function must_wait(stock, line, paused)
  if not paused or line.step == 'FORGET_TOMBSTONE' then
    return false
  end
  local held = line.step == 'RELEASE' and reservation_of(stock.reservations, line.order)
  return line.step ~= 'RELEASE' or (held and held.state == 'R')
end

local function settle(stock, line, is_known, paused, changes)
  if known[line.order] and not parse_reservation(known[line.order]) then
    return 'DAMAGED'
  elseif must_wait(stock, line, paused) then
    return 'PAUSED'
  elseif line.step == 'FORGET' then
    return tostring(forget(stock.totals, stock.reservations, line.order, line.attempt, changes))
  elseif line.step == 'FORGET_TOMBSTONE' then
    return tostring(forget_tombstone(stock.reservations, line.order, line.attempt))
  elseif is_known and line.step == 'SELL' then
    return sell(stock, line.order, line.attempt, line.quantity, changes)
  elseif is_known and line.step == 'RELEASE' then
    return release(stock, line.order, line.attempt, 0, changes)
  end
  return 'UNKNOWN'
end

-- Plans lines, each {step, order, attempt, quantity}. Returns {outcomes, one for each line, and what write_settlement needs}, or
-- nil and the reply of a script that cannot settle them.
local function plan_settlement(stock, epoch, lines)
  local present_epoch, paused, reserved, sold, forgotten, version, shortfall = unpack(
    redis.call('HMGET', stock.totals, 'epoch', 'paused', 'reserved', 'sold', 'soldForgotten', 'version', 'shortfall'))
  if present_epoch and present_epoch ~= epoch then
    return nil, {'EPOCH', present_epoch}
  end
  for _, total in ipairs({reserved or '0', sold or '0', forgotten or '0', version or '0', shortfall or '0'}) do
    if not is_integer(total) then
      -- The write at the end would fail after the reservations are written.
      return nil, redis.error_reply('DAMAGED a total is no number')
    end
  end
  local orders = {}
  for number, line in ipairs(lines) do
    orders[number] = line.order
  end
  read_reservations(stock.reservations, orders)
  local changes = no_changes()
  local outcomes = {}
  for number, line in ipairs(lines) do
    outcomes[number] = settle(stock, line, present_epoch, pause_holds(paused), changes)
  end
  for customer in pairs(changes.counted) do
    if not stock.customers then
      return nil, {'CUSTOMERS'}
    end
    if not is_integer(redis.call('HGET', stock.customers, customer) or '0') then
      return nil, redis.error_reply('DAMAGED what is stored of a customer is no number')
    end
  end
  return {outcomes = outcomes, changes = changes, written = written, removed = removed}
end

-- Writes what was planned for a SKU; returns 'WAITED' where orders wait for units that came back, else nil.
local function write_settlement(plan, stock)
  written, removed = plan.written, plan.removed
  write_reservations(stock.reservations)
  local freed = write_changes(plan.changes, stock)
  return waited_for(stock.totals, freed)
end
