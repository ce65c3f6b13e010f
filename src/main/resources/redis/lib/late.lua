-- What comes late to the counter of an epoch that is over.

-- What a change of strategy leaves in that counter where a bare DECRBY may still come: far below what any decrement leaves, so
-- that each of them finds too little, and creates no counter of its own. It has a time to live, which no counter has.
local SENTINEL = '-1000000000000000'

-- Removes the key that a late decrement has created under an epoch that is over; a sentinel ends by itself.
local function drop_stray(counter)
  if redis.call('PTTL', counter) == -1 then
    redis.call('DEL', counter)
  end
end
