-- Reads the clock of the server that keeps a key.
-- KEYS: any key of the server
-- Reply: {ms of its clock}

local time = redis.call('TIME')
return {string.format('%d', tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000))}
