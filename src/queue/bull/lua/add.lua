-- Adds jobs. ARGV[1] token, [2] how many; then for each: id ('' the next number), name, data, opts,
-- timestamp, delay, priority, '1' to be put in front, debounce id, its ms, how many fields besides;
-- and these, name by value. Returns the ids: of a known one or of a debounce's holder, that one's. Where
-- Redis refuses one, its error stands in the id's place, and the others are added all the same: they may
-- be others' jobs.
local token, count = ARGV[1], tonumber(ARGV[2])
local last = call('INCRBY', key('id'), count)
-- From 2^53 on Lua counts in twos: an id would be another job's.
if last >= 9007199254740992 then
    return redis.error_reply('ERR the counter of ids has come to its end: ' .. key('id'))
end
local number = last - count
local waiting = key('waiting@') .. token
local list = waiting_list()
local ids, last_ones = {}, {}

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

local function place(id, at)
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

local function add(at)
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
    place(id, at)
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

local at = 3
for n = 1, count do
    number = number + 1
    local added, id = pcall(add, at)
    if not added then
        undo({unplaced})
    end
    ids[n] = added and id or refusal(id)
    at = at + 11 + 2 * tonumber(ARGV[at + 10])
end
local placed, trouble = pcall(flush)
if not placed then
    undo(last_ones)
    return refusal(trouble)
end
return ids
