-- Adds jobs. ARGV[1] token, [2] how many; then for each: id ('' the next number), name, data, opts,
-- timestamp, delay, priority, '1' to be put in front, debounce id, its ms, how many fields besides;
-- and these, name by value. Returns the ids: of a known one or of a debounce's holder, that one's.
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
    number = number + 1
    local id = ARGV[at]
    local debounce = ARGV[at + 8]
    if id == '' then
        id = digits(number)
    end
    if ARGV[at] ~= '' and call('EXISTS', key(id)) == 1 then
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
    unplaced = nil
    return id
end

local function add_all()
    local at = 3
    for n = 1, count do
        ids[n] = add(at)
        at = at + 11 + 2 * tonumber(ARGV[at + 10])
    end
    flush()
end

local done, failure = pcall(add_all)
if not done then
    -- Whoever adds them again by their names must not be told that they are here, for they would wait
    -- nowhere.
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
return ids
