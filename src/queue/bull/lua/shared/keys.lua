-- All keys of a queue begin alike: KEYS[1] is that beginning.
local call = redis.call
local base = KEYS[1]

local function key(suffix)
    return base .. suffix
end

-- Integers that Lua's own conversion would round.
local function digits(number)
    return string.format('%.0f', number)
end

-- Lua's stack holds some thousand words of one call.
local words_max = 4000

-- A command with all of a list behind its key; with none it is not called.
local function in_parts(command, at, list)
    for first = 1, #list, words_max do
        call(command, at, unpack(list, first, math.min(first + words_max - 1, #list)))
    end
end
