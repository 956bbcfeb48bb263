-- Removes jobs of one list or set. ARGV[1] `completed`, `failed`, `delayed`, `wait`, `paused` or
-- `active`, [2] until when a job must have ended, started or been added, [3] how many at most
-- (0 all). Jobs that somebody runs stay. Returns the ids.
local state, before, limit = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local is_list = state == 'wait' or state == 'paused' or state == 'active'
local is_ended = state == 'completed' or state == 'failed'
local tombstone = 'rollcall:removed'
local page = limit > 0 and limit or 1000
local removed = {}

-- Nothing is known of a job without any time: it goes.
local function is_old(hash)
    local times = redis.pcall('HMGET', hash, 'finishedOn', 'processedOn', 'timestamp')
    if times.err then
        return true
    end
    local time = tonumber(times[1] or times[2] or times[3] or nil)
    return not time or time < before
end

local function remove(id)
    local hash = key(id)
    local asleep = call('HGET', key('limiter:index'), id)
    if asleep then
        call('SREM', asleep, id)
        call('HDEL', key('limiter:index'), id)
    end
    local debounce = not is_ended and redis.pcall('HGET', hash, 'deid')
    if type(debounce) == 'string' and call('GET', key('de:') .. debounce) == id then
        call('DEL', key('de:') .. debounce)
    end
    call('ZREM', key('priority'), id)
    call('SREM', key('stalled'), id)
    call('DEL', hash, hash .. ':logs')
    removed[#removed + 1] = id
end

local function may_go(id)
    return call('EXISTS', key(id) .. ':lock') == 0 and is_old(key(id))
end

local function is_full()
    return limit > 0 and #removed >= limit
end

-- Page by page from the right end, each from its left, as Bull takes them; what goes is first marked,
-- and leaves in one pass.
local function clean_list(list)
    local last = call('LLEN', list) - 1
    while last >= 0 and not is_full() do
        local first = math.max(last - page + 1, 0)
        local ids = call('LRANGE', list, first, last)
        for n = 1, #ids do
            if not is_full() and may_go(ids[n]) then
                call('LSET', list, first + n - 1, tombstone)
                remove(ids[n])
            end
        end
        last = first - 1
    end
    if #removed > 0 then
        call('LREM', list, 0, tombstone)
    end
end

local function clean_set(set)
    local at = 0
    while not is_full() do
        local ids = call('ZRANGE', set, at, at + page - 1)
        if #ids == 0 then
            return
        end
        at = at + #ids
        for _, id in ipairs(ids) do
            if not is_full() and may_go(id) then
                call('ZREM', set, id)
                remove(id)
                at = at - 1
            end
        end
    end
end

if is_list then
    clean_list(key(state))
else
    clean_set(key(state))
end
return removed
