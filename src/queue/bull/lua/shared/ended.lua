-- What is left of jobs that ended: as many as the keep rule of the last one says.
local function delete_jobs(ids)
    for _, id in ipairs(ids) do
        local hash = key(id)
        call('DEL', hash, hash .. ':logs')
    end
end

-- A holder without an end of its own gives its debounce back.
local function free_debounce(debounce)
    if debounce then
        local holder = key('de:') .. debounce
        if call('PTTL', holder) == -1 then
            call('DEL', holder)
        end
    end
end

local keep_options = {completed = 'removeOnComplete', failed = 'removeOnFail'}

-- How many jobs that ended so are kept, and of what age, as the job's own options say; '' is no limit.
local function keep_rule(hash, state)
    local option = keep_options[state]
    local opts = call('HGET', hash, 'opts') or ''
    if not string.find(opts, option, 1, true) then
        return '', ''
    end
    local read, options = pcall(cjson.decode, opts)
    local rule = read and type(options) == 'table' and options[option]
    if rule == true then
        return '0', ''
    elseif type(rule) == 'number' then
        return digits(rule), ''
    elseif type(rule) == 'table' then
        local count, age = tonumber(rule.count), tonumber(rule.age)
        return count and digits(count) or '', age and digits(age) or ''
    end
    return '', ''
end

-- Of a set of ended jobs: those that are too old (seconds), and those beyond the newest ones. An
-- empty word is no limit.
local function trim(set, now, count, age)
    if age ~= '' then
        local oldest = now - age * 1000
        delete_jobs(call('ZRANGEBYSCORE', set, '-inf', oldest))
        call('ZREMRANGEBYSCORE', set, '-inf', oldest)
    end
    if count ~= '' then
        delete_jobs(call('ZREVRANGE', set, count, -1))
        call('ZREMRANGEBYRANK', set, 0, -count - 1)
    end
end

-- Into the set of ended jobs, unless the rule keeps none.
local function keep(state, id, now, count, age)
    if count == '0' then
        return delete_jobs({id})
    end
    call('ZADD', key(state), now, id)
    trim(key(state), now, count, age)
end

-- Ended jobs a minute, the newest minute first.
local function measure(state, now, points_max)
    local meta = key('metrics:') .. state
    local before = call('HINCRBY', meta, 'count', 1) - 1
    local last = call('HMGET', meta, 'prevTS', 'prevCount')
    if not last[1] then
        return call('HMSET', meta, 'prevTS', digits(now), 'prevCount', 0)
    end
    local minutes = math.floor(now / 60000) - math.floor(last[1] / 60000)
    minutes = math.min(minutes, points_max)
    if minutes > 0 then
        local data = meta .. ':data'
        call('LPUSH', data, before - (last[2] or 0))
        for _ = 2, minutes do
            call('LPUSH', data, 0)
        end
        call('LTRIM', data, 0, points_max - 1)
        call('HMSET', meta, 'prevCount', before, 'prevTS', digits(now))
    end
end
