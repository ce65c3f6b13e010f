-- Numbers as Redis keeps them: as text. Lua would print large ones rounded.

local function text(number)
  return string.format('%d', number)
end

local function is_integer(value)
  return string.find(value, '^%-?%d+$') ~= nil
end

-- A count, a time or a version: not negative, and exact in Lua's numbers or kept as text.
local function is_whole(value)
  return string.find(value, '^%d+$') ~= nil and #value <= 18
end
