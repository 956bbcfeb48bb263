-- Where a job stands in Bull's lists and sets, for the scripts of this folder: docs/formats/bull.md.

-- The answer; nil or false: nothing, or a key of another type than Bull's, of which `doctor` tells.
local function try(...)
    local answer = redis.pcall(...)
    if type(answer) == 'table' and answer.err then return nil end
    return answer
end

-- Where a job is: delayed, completed, failed or active; nil: in wait or paused, which are too long
-- to look through, or in none.
local function place_of(base, id)
    for _, set in ipairs({'delayed', 'completed', 'failed'}) do
        if try('ZSCORE', base .. set, id) then return set end
    end
    return try('LPOS', base .. 'active', id) and 'active' or nil
end

-- Whether a job is in wait or paused. A list of 100,000 takes a millisecond.
local function waits(base, id)
    return (try('LPOS', base .. 'wait', id) or try('LPOS', base .. 'paused', id)) and true or false
end

-- Whether there is a job of this id (0 no, 1 yes, 2: something else has its name), and what was drawn
-- of it last: rollcallSeq or '', rollcallState or ''.
local function known_of(base, id)
    local known = try('HMGET', base .. id, 'rollcallSeq', 'rollcallState')
    if not known then return 2, '', '' end
    local exists = (known[1] or redis.call('EXISTS', base .. id) == 1) and 1 or 0
    return exists, known[1] or '', known[2] or ''
end

-- How often reconciles saw a job, up to twice.
local function sights_of(base, id)
    return tonumber(try('ZSCORE', base .. 'rollcall:seen', id) or 0)
end

-- Takes a job from its place, with what belongs to that. The next one to run is looked for first.
local function leave(base, id, place)
    if place == 'active' then
        redis.call('LREM', base .. 'active', -1, id)
        redis.call('DEL', base .. id .. ':lock')
        try('SREM', base .. 'stalled', id)
    elseif place then
        redis.call('ZREM', base .. place, id)
        -- Bull's limiter counts who sleeps there.
        local asleep = place == 'delayed' and try('HGET', base .. 'limiter:index', id)
        if asleep then
            try('SREM', asleep, id)
            try('HDEL', base .. 'limiter:index', id)
        end
    elseif (try('LREM', base .. 'wait', -1, id) or 0) == 0 then
        try('LREM', base .. 'paused', -1, id)
    end
    try('ZREM', base .. 'priority', id)
    try('ZREM', base .. 'rollcall:late', id)
end

-- A debounce is given back at its holder's end where it has no end of its own, and in any case when
-- that job is removed. What another job holds by now stays.
local function free_debounce_of(base, id, is_removed)
    local debounce = try('HGET', base .. id, 'deid')
    local holder = debounce and base .. 'de:' .. debounce
    if holder and try('GET', holder) == id and (is_removed or redis.call('PTTL', holder) == -1) then
        redis.call('DEL', holder)
    end
end

local function forget(base, id)
    redis.call('DEL', base .. id, base .. id .. ':logs', base .. id .. ':lock')
    try('ZREM', base .. 'rollcall:seen', id)
end

-- Keeps the newest of a set of ended jobs.
local function trim(base, set, count)
    for _, old in ipairs(redis.call('ZRANGE', base .. set, 0, -count - 1)) do
        redis.call('ZREM', base .. set, old)
        forget(base, old)
    end
end

local function is_ours(lock)
    return lock and string.sub(lock, 1, 9) == 'rollcall:'
end
