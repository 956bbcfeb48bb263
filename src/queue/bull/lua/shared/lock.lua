-- Who may say what becomes of a job that runs: whoever's token its lock holds. '0' is an
-- administrator, whom no lock stops.
local missing, lost, not_active, locked_by_other = -1, -2, -3, -6

local function unlock(id, token)
    if token == '0' then
        return 0
    end
    local lock = key(id) .. ':lock'
    local holder = call('GET', lock)
    if holder == token then
        call('DEL', lock)
        redis.pcall('SREM', key('stalled'), id)
        return 0
    end
    return holder and locked_by_other or lost
end

-- Takes a job out of `active` for whoever holds it; 0, or why not.
local function leave_active(id, token)
    if call('EXISTS', key(id)) == 0 then
        return missing
    end
    local refusal = unlock(id, token)
    if refusal ~= 0 then
        return refusal
    end
    if call('LREM', key('active'), -1, id) == 0 then
        return not_active
    end
    return 0
end
