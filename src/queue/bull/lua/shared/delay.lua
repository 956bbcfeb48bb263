-- A delayed job's score is when it is due, and below that what keeps equal times in order.
local ticks_a_ms = 4096

local function delay(id, due, order)
    call('ZADD', key('delayed'), due * ticks_a_ms + order % ticks_a_ms, id)
end

-- The order of a job that was added before: of its number, where it is one.
local function order_of(id)
    return tonumber(string.match(id, '^%d+$')) or 0
end
