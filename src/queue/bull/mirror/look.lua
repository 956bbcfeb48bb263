-- What Redis knows of some jobs, without their places.
-- KEYS[1] base. ARGV: 1 whether they count as seen by this, then their ids.
-- Returns of each: whether there is a hash, rollcallSeq or '', rollcallState or '', the lock or '' (of
-- those that were drawn as running alone), how often it was seen before (2: twice or more).
local base, marks = KEYS[1], ARGV[1] == '1'
local sights = {}
for i = 2, #ARGV do
    local id = ARGV[i]
    local known = redis.call('HMGET', base .. id, 'rollcallSeq', 'rollcallState')
    local exists = (known[1] or redis.call('EXISTS', base .. id) == 1) and 1 or 0
    local seen = tonumber(redis.call('ZSCORE', base .. 'rollcall:seen', id) or 0)
    if marks and exists == 1 and seen < 2 then
        redis.call('ZINCRBY', base .. 'rollcall:seen', 1, id)
    end
    local runs = known[2] == 'active' or known[2] == 'bull'
    local lock = runs and redis.call('GET', base .. id .. ':lock')
    sights[i - 1] = {exists, known[1] or '', known[2] or '', lock or '', seen}
end
return sights
