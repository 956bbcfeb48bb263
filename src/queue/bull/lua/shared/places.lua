-- Where a job with a priority goes among those that wait. A list of Redis is cheap to change at its
-- ends alone: a job whose place is far from both is *late*, it stands at the left end until `settle`
-- puts all late ones into their places in one pass.
local priority_key = key('priority')
local late_key = key('rollcall:late')

-- Comparisons that finding or making a place may cost; taking one job off the right end and putting
-- it back costs as much as 25 of them.
local steps_max = 1500
local steps_a_move = 25
-- How far around the expected place the right one is looked for.
local search_reach = 32
-- A late job's score: its priority in these steps, and below them the order of arrival.
local arrivals = 4294967296
local late_priority_max = 1048576

local function waiting_list()
    if call('EXISTS', key('meta-paused')) == 1 then
        return key('paused')
    end
    return key('wait')
end

-- The same for jobs that are about to leave another place: where something else has its name, or that
-- of what belongs to it, that is found before they do.
local function list_to_move_to()
    local list = waiting_list()
    call('LLEN', list)
    call('ZCARD', priority_key)
    call('ZCARD', late_key)
    return list
end

local function score_of(id)
    local score = call('ZSCORE', priority_key, id)
    return score and tonumber(score)
end

-- Whether a job goes before one of this priority; a late one does not stand where it will.
local function goes_before(id, priority)
    local score = id and score_of(id)
    return score and score <= priority and not call('ZSCORE', late_key, id)
end

-- Whether so many jobs right of it are the right number.
local function fits(list, ahead, priority)
    return (ahead == 0 or goes_before(call('LINDEX', list, -ahead), priority))
        and not goes_before(call('LINDEX', list, -ahead - 1), priority)
end

-- The right number near the expected one, where others put jobs in front or in a wrong place; or nil.
local function search(list, length, expected, priority)
    local first = math.max(math.min(expected, length) - search_reach, 0)
    local near = call('LRANGE', list, -first - 2 * search_reach, -first - 1)
    local sees_left_end = first + #near == length
    for n = 1, #near do
        if goes_before(near[n], priority) then
            local ahead = first + #near - n + 1
            return (n > 1 or sees_left_end) and ahead or nil
        end
    end
    return #near == length and 0 or nil
end

local function put(list, length, ahead, id)
    local behind = length - ahead
    if ahead == 0 then
        call('RPUSH', list, id)
    elseif behind <= 0 then
        call('LPUSH', list, id)
    elseif behind <= ahead * steps_a_move then
        call('LINSERT', list, 'BEFORE', call('LINDEX', list, -ahead), id)
    else
        local urgent = call('LRANGE', list, -ahead, -1)
        call('LTRIM', list, 0, -ahead - 1)
        call('RPUSH', list, id, unpack(urgent))
    end
end

local function late_up_to(priority)
    return call('ZCOUNT', late_key, '-inf', '(' .. digits((priority + 1) * arrivals))
end

-- Where a job of this priority goes, before the late ones are in their places; nil: nowhere that is
-- easily found.
local function find_place(list, length, priority, late)
    local ahead = call('ZCOUNT', priority_key, '-inf', priority) - late
    if fits(list, ahead, priority) then
        return ahead
    end
    return search(list, length, ahead, priority)
end
