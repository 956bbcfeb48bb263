-- Starts jobs. ARGV[1] token, [2] now, [3] the lock's ms, [4] jobs a window of the limiter ('' none),
-- [5] its ms, [6] '1': a limiter for each group, which is what stands behind the id's last colon.
local token, now, lock_ms = ARGV[1], tonumber(ARGV[2]), ARGV[3]
local limit, limit_ms, grouped = tonumber(ARGV[4]), tonumber(ARGV[5]), ARGV[6] == '1'
local ghosts_max = 1000

-- How long the limiter holds a job back; 0: it counts as started now.
local function hold_back_ms(window, asleep, index, id)
    local started = tonumber(call('GET', window)) or 0
    local ms = 0
    if call('SREM', asleep, id) == 1 then
        call('HDEL', index, id)
    else
        local sleepers = call('SCARD', asleep)
        if sleepers > 0 then
            ms = sleepers * limit_ms * 1.1 / limit + math.max(call('PTTL', window), 0)
        end
    end
    if ms == 0 and started >= limit then
        ms = math.max(call('PTTL', window), 0) + (started - limit) * limit_ms / limit
    end
    return ms, started
end

-- Whether the limiter sends a job to sleep.
local function is_limited(id)
    local window = key('limiter')
    local group = grouped and string.match(id, '[^:]+$')
    if group then
        window = window .. ':' .. group
    end
    local asleep, index = window .. ':limited', key('limiter:index')
    local ms, started = hold_back_ms(window, asleep, index, id)
    if ms > 0 then
        local due = now + ms
        delay(id, due, started)
        call('PUBLISH', key('delayed'), string.format('%.17g', due))
        call('SADD', asleep, id)
        call('HSET', index, id, asleep)
        call('LREM', key('active'), 1, id)
        return true
    end
    if started == 0 then
        call('PSETEX', window, limit_ms, 1)
    else
        call('INCR', window)
    end
    return false
end

-- The id and its fields; the id alone when there is no such job, and the list names it no more; nil
-- when the limiter holds it back.
local function start(id)
    local hash = key(id)
    local fields = redis.pcall('HGETALL', hash)
    if fields.err or #fields == 0 then
        call('LREM', key('active'), '0', id)
        redis.pcall('SREM', key('stalled'), id)
        redis.pcall('ZREM', key('priority'), id)
        return {id}
    end
    if limit and is_limited(id) then
        return nil
    end
    call('SET', hash .. ':lock', token, 'PX', lock_ms)
    local has_priority = true
    for n = 1, #fields, 2 do
        has_priority = has_priority and not (fields[n] == 'priority' and fields[n + 1] == '0')
    end
    if has_priority then
        -- A foreign key under this name stops no job that has been taken.
        redis.pcall('ZREM', key('priority'), id)
    end
    call('PUBLISH', key('active@') .. token, id)
    call('HSET', hash, 'processedOn', ARGV[2])
    return {id, fields}
end

-- Whether a late job (places.lua) of this score has to go before the next one.
local function is_settling_due(urgent)
    local next_id = call('LINDEX', key('wait'), '-1')
    local score = next_id and call('ZSCORE', key('priority'), next_id)
    return next_id and (not score or tonumber(score) > math.floor(urgent / 4294967296))
end

-- Up to so many ids go from those that wait to those that run: the next one first.
local function take(count)
    if count == 1 then
        return {call('RPOPLPUSH', key('wait'), key('active')) or nil}
    end
    local waiting, ids = call('LRANGE', key('wait'), -count, '-1'), {}
    for n = #waiting, 1, -1 do
        ids[#ids + 1] = waiting[n]
    end
    -- First: a foreign key under this name must not cost the jobs their place.
    in_parts('LPUSH', key('active'), ids)
    if #ids > 0 then
        call('LTRIM', key('wait'), '0', -count - 1)
    end
    return ids
end

-- Starts up to so many of the jobs that wait. Says besides whether none was there, and whether late
-- jobs have to be put into their places (settle) before more can start: while there are such, each
-- next one may be the one that they have to go before.
local function start_next(wanted)
    local started, found = {}, true
    local taken, ghosts = 0, 0
    while found and taken < wanted and ghosts < ghosts_max do
        local urgent = redis.pcall('ZRANGE', key('rollcall:late'), '0', '0', 'WITHSCORES')[2]
        if urgent and is_settling_due(urgent) then
            return started, false, 1
        end
        local ids = take(urgent and 1 or wanted - taken)
        found = #ids > 0
        for _, id in ipairs(ids) do
            local job = start(id)
            if job then
                started[#started + 1] = job
                ghosts = ghosts + (#job == 1 and 1 or 0)
                taken = taken + (#job == 1 and 0 or 1)
            end
        end
    end
    return started, taken == 0 and not found, 0
end
