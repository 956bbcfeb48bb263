-- Adds jobs. ARGV[1] token, [2] how many; then for each its words, as shared/adding.lua has them.
-- Returns the ids: of a known one or of a debounce's holder, that one's.
local count = tonumber(ARGV[2])
local number = call('INCRBY', key('id'), count) - count
local ids = {}

local failure = whole(function()
    local at = 3
    for n = 1, count do
        ids[n] = add(at, number + n)
        at = at + words_at(at)
    end
end)
return failure or ids
