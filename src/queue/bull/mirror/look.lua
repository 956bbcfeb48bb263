-- What Redis knows of some jobs, without their places. Behind places.lua.
-- KEYS[1] base. ARGV: 1 whether what was drawn of them counts as seen by this, then their ids.
-- Returns of each: whether there is a hash (2: something else under its name), rollcallSeq or '',
-- rollcallState or '', the lock or '' (of those that were drawn as running alone), how often it was
-- seen before (2: twice or more).
local base, marks = KEYS[1], ARGV[1] == '1'
local sights = {}
for i = 2, #ARGV do
    local id = ARGV[i]
    local exists, seq, state = known_of(base, id)
    local seen = sights_of(base, id)
    if marks and exists == 1 and seq ~= '' and seen < 2 then
        try('ZINCRBY', base .. 'rollcall:seen', 1, id)
    end
    local runs = state == 'active' or state == 'bull'
    local lock = runs and try('GET', base .. id .. ':lock')
    sights[i - 1] = {exists, seq, state, lock or '', seen}
end
return sights
