-- Adds jobs for the token in ARGV[1]. One job's words: id ('' the next number), name, data, opts,
-- timestamp, delay, priority, '1' to be put in front, debounce id, its ms, how many fields besides;
-- and these, name by value.
local token = ARGV[1]
local waiting = key('waiting@') .. token
local list = waiting_list()
local last_ones = {}

-- Jobs that are only put at the end go there many at once.
local function flush()
    in_parts(last_ones, function(...)
        call('LPUSH', list, ...)
    end)
    last_ones = {}
end

local function is_debounced(id, debounce, ms)
    if debounce == '' then
        return nil
    end
    local holder = key('de:') .. debounce
    local taken
    if ms == '' then
        taken = call('SET', holder, id, 'NX')
    else
        taken = call('SET', holder, id, 'PX', ms, 'NX')
    end
    return not taken and call('GET', holder) or nil
end

local function write(id, at, debounce)
    local hash = key(id)
    call('HMSET', hash, 'name', ARGV[at + 1], 'data', ARGV[at + 2], 'opts', ARGV[at + 3],
        'timestamp', ARGV[at + 4], 'delay', ARGV[at + 5], 'priority', ARGV[at + 6])
    if debounce ~= '' then
        call('HSET', hash, 'deid', debounce)
    end
    local fields = tonumber(ARGV[at + 10])
    if fields > 0 then
        call('HMSET', hash, unpack(ARGV, at + 11, at + 10 + 2 * fields))
    end
end

local function place(id, at, number)
    local wait_ms = tonumber(ARGV[at + 5])
    if wait_ms > 0 then
        local due = tonumber(ARGV[at + 4]) + wait_ms
        delay(id, due, number)
        call('PUBLISH', key('delayed'), string.format('%.17g', due))
        return
    end
    local front = ARGV[at + 7] == '1'
    if front or ARGV[at + 6] ~= '0' then
        flush()
        push(list, id, ARGV[at + 6], front)
    else
        last_ones[#last_ones + 1] = id
    end
    call('PUBLISH', waiting, id)
end

-- Written, but in no list yet.
local unplaced

-- How many words a job has.
local function words_at(at)
    return 11 + 2 * tonumber(ARGV[at + 10])
end

-- Adds the job whose words begin there, as the so manieth of the queue. Its id; of a known one, or of
-- a debounce's holder, that one's.
local function add(at, number)
    local id = ARGV[at]
    if id == '' then
        id = digits(number)
    elseif call('EXISTS', key(id)) == 1 then
        call('PUBLISH', key('duplicated@') .. token, id)
        return id
    end
    local debounce = ARGV[at + 8]
    local holder = is_debounced(id, debounce, ARGV[at + 9])
    if holder then
        call('PUBLISH', key('debounced@') .. token, holder)
        return holder
    end
    write(id, at, debounce)
    unplaced = id
    place(id, at, number)
    unplaced = nil
    return id
end

-- Runs what adds jobs, and flushes; nil, or how it failed. Then none is left that is in no list:
-- whoever adds it again by its name must not be told that it is here, for it would wait nowhere.
local function whole(run)
    local done, failure = pcall(function()
        run()
        flush()
    end)
    if done then
        return nil
    end
    last_ones[#last_ones + 1] = unplaced
    for _, id in ipairs(last_ones) do
        local debounce = redis.pcall('HGET', key(id), 'deid')
        if type(debounce) == 'string' then
            redis.pcall('DEL', key('de:') .. debounce)
        end
        redis.pcall('DEL', key(id))
    end
    return type(failure) == 'table' and failure or redis.error_reply(failure)
end
