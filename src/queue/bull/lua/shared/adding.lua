-- Adds jobs for the token in ARGV[1]. One job's words: id ('' the next number), name, data, opts,
-- timestamp, delay, priority, '1' to be put in front, debounce id, its ms, how many fields besides;
-- and these, name by value.
local token = ARGV[1]
local waiting = key('waiting@') .. token
local list = waiting_list()
local last_ones = {}

-- Jobs that are only put at the end go there many at once.
local function flush()
    in_parts('LPUSH', list, last_ones)
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
    unplaced = nil
    local id, debounce = ARGV[at], ARGV[at + 8]
    if id == '' then
        id = digits(number)
    elseif call('EXISTS', key(id)) == 1 then
        call('PUBLISH', key('duplicated@') .. token, id)
        return id
    end
    local holder = is_debounced(id, debounce, ARGV[at + 9])
    if holder then
        call('PUBLISH', key('debounced@') .. token, holder)
        return holder
    end
    write(id, at, debounce)
    unplaced = id
    place(id, at, number)
    return id
end

-- Whoever adds them again by their names must not be told that they are here, for they would wait
-- nowhere.
local function undo(jobs)
    for _, id in ipairs(jobs) do
        local debounce = redis.pcall('HGET', key(id), 'deid')
        if type(debounce) == 'string' then
            redis.pcall('DEL', key('de:') .. debounce)
        end
        redis.pcall('DEL', key(id))
    end
end

-- Redis 7 throws a table, older ones a text.
local function refusal(trouble)
    return type(trouble) == 'table' and trouble or redis.error_reply('ERR ' .. tostring(trouble))
end

-- The same; or, in the id's place, why Redis refused it. Then nothing is left of the job.
local function try_add(at, number)
    local added, id = pcall(add, at, number)
    if not added then
        undo({unplaced})
    end
    return added and id or refusal(id)
end

-- Behind the last job; nil, or why Redis refused those that were left.
local function try_flush()
    local placed, trouble = pcall(flush)
    if placed then
        return nil
    end
    undo(last_ones)
    return refusal(trouble)
end
