-- Who may say what becomes of a job that runs: whoever's token its lock holds. '0' is an
-- administrator, whom no lock stops.
local missing, lost, not_active, locked_by_other = -1, -2, -3, -6

-- 0, or why not; the job may still be among the suspects of `recover` then.
local function unlock(hash, token)
    if token == '0' then
        return 0
    end
    local lock = hash .. ':lock'
    local holder = call('GET', lock)
    if holder == token then
        call('DEL', lock)
        return 0
    end
    return holder and locked_by_other or lost
end

-- Takes a job out of `active` for whoever holds it; 0, or why not.
local function leave_active(id, token)
    local hash = key(id)
    if call('EXISTS', hash) == 0 then
        return missing
    end
    local refusal = unlock(hash, token)
    if refusal ~= 0 then
        return refusal
    end
    if token ~= '0' then
        redis.pcall('SREM', key('stalled'), id)
    end
    if call('LREM', key('active'), '-1', id) == 0 then
        return not_active
    end
    return 0
end
