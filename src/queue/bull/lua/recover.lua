-- Jobs of dead workers wait again, in front; who stalled too often failed. Looks at those that were
-- active at the last call and were not held on to since. ARGV[1] now, [2] ms between two calls,
-- whoever calls, [3] how often a job may stall. Returns failed, recovered, and the ids that were no
-- jobs.
local now, stalls_max = tonumber(ARGV[1]), tonumber(ARGV[3])
local failed, recovered, ghosts = {}, {}, {}

local function fail(id, hash)
    call('HMSET', hash, 'failedReason', 'job stalled more than allowable limit',
        'finishedOn', ARGV[1])
    free_debounce(call('HGET', hash, 'deid'))
    call('PUBLISH', key('failed'),
        cjson.encode({jobId = id, val = 'job stalled more than maxStalledCount'}))
    keep('failed', id, now, keep_rule(hash, 'failed'))
    failed[#failed + 1] = id
end

-- In front of all that wait, or with a priority of those that are as urgent.
local function put_back(list, id)
    local priority = tonumber(call('HGET', key(id), 'priority')) or 0
    if priority == 0 then
        return call('RPUSH', list, id)
    end
    local more_urgent = priority - 0.5
    local expected = expected_place(more_urgent, late_up_to(priority - 1))
    local ahead = find_place(list, call('LLEN', list), more_urgent, expected)
    call('ZADD', priority_key, priority, id)
    if ahead and ahead > 0 then
        return call('LINSERT', list, 'BEFORE', call('LINDEX', list, -ahead), id)
    end
    call('RPUSH', list, id)
    if not ahead then
        sort_all(list)
    end
end

local function recover(id, list)
    local hash = key(id)
    if call('EXISTS', hash .. ':lock') == 1 or call('LREM', key('active'), 1, id) == 0 then
        return
    end
    if call('HINCRBY', hash, 'stalledCounter', 1) > stalls_max then
        fail(id, hash)
    else
        put_back(list, id)
        call('PUBLISH', key('stalled@'), id)
        recovered[#recovered + 1] = id
    end
end

-- Takes those that are no jobs out of `active`, in one pass, for they may be very many.
local function bury(is_ghost)
    local jobs = {}
    for _, id in ipairs(call('LRANGE', key('active'), 0, -1)) do
        if is_ghost[id] then
            ghosts[#ghosts + 1] = id
        else
            jobs[#jobs + 1] = id
        end
    end
    if #ghosts > 0 then
        call('DEL', key('active'))
        in_parts('RPUSH', key('active'), jobs)
    end
end

if call('EXISTS', key('stalled-check')) == 0 then
    local list = list_to_move_to()
    call('ZCARD', key('failed'))
    call('SET', key('stalled-check'), ARGV[1], 'PX', ARGV[2])
    local suspects = call('SMEMBERS', key('stalled'))
    call('DEL', key('stalled'))
    local jobs, is_ghost, has_ghosts = {}, {}, false
    for _, id in ipairs(suspects) do
        if call('TYPE', key(id)).ok == 'hash' then
            jobs[#jobs + 1] = id
        elseif call('EXISTS', key(id) .. ':lock') == 0 then
            is_ghost[id], has_ghosts = true, true
        end
    end
    if has_ghosts then
        bury(is_ghost)
    end
    for _, id in ipairs(jobs) do
        recover(id, list)
    end
    in_parts('SADD', key('stalled'), call('LRANGE', key('active'), 0, -1))
end
return {failed, recovered, ghosts}
