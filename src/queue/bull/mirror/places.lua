-- Where a job stands in Bull's lists and sets, for the scripts of this folder: docs/formats/bull.md.

-- Where a job is: delayed, completed, failed or active; nil: in wait or paused, which are too long
-- to look through, or in none.
local function place_of(base, id)
    for _, set in ipairs({'delayed', 'completed', 'failed'}) do
        if redis.call('ZSCORE', base .. set, id) then return set end
    end
    for _, other in ipairs(redis.call('LRANGE', base .. 'active', 0, -1)) do
        if other == id then return 'active' end
    end
    return nil
end

-- Whether a job is in wait or paused. A list of 100,000 takes some milliseconds.
local function waits(base, id)
    for _, list in ipairs({'wait', 'paused'}) do
        local last = redis.call('LLEN', base .. list) - 1
        while last >= 0 do
            for _, other in ipairs(redis.call('LRANGE', base .. list, math.max(0, last - 999), last)) do
                if other == id then return true end
            end
            last = last - 1000
        end
    end
    return false
end

-- Takes a job from its place, with what belongs to that. The next one to run is looked for first.
local function leave(base, id, place)
    if place == 'active' then
        redis.call('LREM', base .. 'active', -1, id)
        redis.call('DEL', base .. id .. ':lock')
        redis.call('SREM', base .. 'stalled', id)
    elseif place then
        redis.call('ZREM', base .. place, id)
    elseif redis.call('LREM', base .. 'wait', -1, id) == 0 then
        redis.call('LREM', base .. 'paused', -1, id)
    end
    redis.call('ZREM', base .. 'priority', id)
    redis.call('ZREM', base .. 'rollcall:late', id)
end

local function forget(base, id)
    redis.call('DEL', base .. id, base .. id .. ':logs', base .. id .. ':lock')
    redis.call('ZREM', base .. 'rollcall:seen', id)
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
