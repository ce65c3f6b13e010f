-- Brings lines of one SKU, each of another order, to where their orders' records say. Each is judged apart.
-- KEYS: totals, reservations
-- ARGV: prefix of the counter's key (same slot as the KEYS; the epoch that holds now is appended), then of each line:
--       'SELL' | 'RELEASE' | 'FORGET' | 'FORGET_MARK', order, attempt, units that its record lists
-- Reply: {as line_sell and line_release answer, or how many were forgotten, for each}; 'PAUSED' for what would change the counters
--        of a SKU that is paused, or what they are made of
--@include lib_reservation
--@include lib_release
--@include lib_sell
--@include lib_forget
--@include lib_pause

local totals, reservations = KEYS[1], KEYS[2]
local epoch, paused = unpack(redis.call('HMGET', totals, 'epoch', 'paused'))
paused = pause_holds(paused)

-- A mark changes no counter: it may be left, and forgotten, in a pause too.
local function must_wait(step, order)
  if not paused or step == 'FORGET_MARK' then
    return false
  end
  local held = step == 'RELEASE' and reservation_of(reservations, order)
  return step ~= 'RELEASE' or (held and held.state == 'R')
end

local reply = {}
for i = 2, #ARGV, 4 do
  local step, order, attempt = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  local answer = 'UNKNOWN'
  if must_wait(step, order) then
    answer = 'PAUSED'
  elseif step == 'FORGET' then
    answer = tostring(forget(totals, reservations, order, attempt))
  elseif step == 'FORGET_MARK' then
    answer = tostring(forget_mark(reservations, order, attempt))
  elseif epoch and step == 'SELL' then
    answer = sell(ARGV[1] .. epoch, totals, reservations, order, attempt, tonumber(ARGV[i + 3]))
  elseif epoch and step == 'RELEASE' then
    answer = release(ARGV[1] .. epoch, totals, reservations, order, attempt)
  end
  reply[#reply + 1] = answer
end
return reply
