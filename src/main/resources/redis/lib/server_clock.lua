-- Redis's own clock, not compared with any other. The leases of instances depend on it alone.

local function server_micros()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000000 + tonumber(time[2])
end

local function milliseconds(micros)
  return math.floor(micros / 1000)
end
