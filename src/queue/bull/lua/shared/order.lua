-- Where a job with a priority goes among those that wait. A list of Redis is cheap to change at its
-- ends alone: a job whose place is far from both is *late*, it stands at the left end until `settle`
-- puts all late ones into their places in one pass.
local priority_key = key('priority')
local late_key = key('rollcall:late')

-- Comparisons that finding or making a place may cost; taking one job off the right end and putting
-- it back costs as much as 25 of them.
local steps_max = 4000
local steps_a_move = 25
-- How far around the expected place the right one is looked for.
local search_reach = 32

local function waiting_list()
    if call('EXISTS', key('meta-paused')) == 1 then
        return key('paused')
    end
    return key('wait')
end

local function score_of(id)
    local score = call('ZSCORE', priority_key, id)
    return score and tonumber(score)
end

-- From the right end: which jobs wait there, and where those end that keep their distance from it
-- (jobs without priority that were put in front).
local function read_order(list)
    local scores = {}
    local ranked = call('ZRANGE', priority_key, 0, -1, 'WITHSCORES')
    for n = 1, #ranked, 2 do
        scores[ranked[n]] = tonumber(ranked[n + 1])
    end
    local late = {}
    for _, id in ipairs(call('ZRANGE', late_key, 0, -1)) do
        late[id] = true
    end
    local ids = call('LRANGE', list, 0, -1)
    local front = 0
    for n = 1, #ids do
        if scores[ids[n]] and not late[ids[n]] then
            front = #ids - n + 1
            break
        end
    end
    return ids, scores, front
end

-- The ids with a priority, the most urgent first, and in their old order among equals.
local function by_urgency(ids, scores)
    local classes, ranks = {}, {}
    for n = #ids, 1, -1 do
        local score = scores[ids[n]]
        if score then
            if not classes[score] then
                classes[score] = {}
                ranks[#ranks + 1] = score
            end
            table.insert(classes[score], ids[n])
        end
    end
    table.sort(ranks)
    local urgent = {}
    for _, rank in ipairs(ranks) do
        for _, id in ipairs(classes[rank]) do
            urgent[#urgent + 1] = id
        end
    end
    return urgent
end

-- Puts the whole list into its order.
local function settle(list)
    local ids, scores, front = read_order(list)
    local urgent = by_urgency(ids, scores)
    local wanted, taken = {}, 0
    for n = #ids, #ids - front + 1, -1 do
        if scores[ids[n]] then
            taken = taken + 1
            wanted[#wanted + 1] = urgent[taken]
        else
            wanted[#wanted + 1] = ids[n]
        end
    end
    for n = taken + 1, #urgent do
        wanted[#wanted + 1] = urgent[n]
    end
    for n = #ids - front, 1, -1 do
        if not scores[ids[n]] then
            wanted[#wanted + 1] = ids[n]
        end
    end
    call('DEL', late_key)
    local same = true
    for n = 1, #ids do
        same = same and wanted[n] == ids[#ids - n + 1]
    end
    if same then
        return 0
    end
    call('DEL', list)
    in_parts(wanted, function(...)
        call('LPUSH', list, ...)
    end)
    return 1
end

-- Whether so many jobs right of it are the right number.
local function fits(list, ahead, priority)
    if ahead > 0 then
        local right = call('LINDEX', list, -ahead)
        local score = right and score_of(right)
        if not score or score > priority then
            return false
        end
    end
    local left = call('LINDEX', list, -ahead - 1)
    local score = left and score_of(left)
    return not score or score > priority
end

-- The right number near the expected one, where others put jobs in front or in a wrong place; or nil.
local function search(list, length, expected, priority)
    local first = math.max(math.min(expected, length) - search_reach, 0)
    local near = call('LRANGE', list, -first - 2 * search_reach, -first - 1)
    local sees_left_end = first + #near == length
    for n = 1, #near do
        local score = score_of(near[n])
        if score and score <= priority then
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

local function put_late(list, length, id, priority)
    call('LPUSH', list, id)
    call('ZADD', late_key, priority, id)
    if call('ZCARD', late_key) > 256 + length / 32 then
        settle(list)
    end
end

local function insert(list, id, priority)
    call('ZADD', priority_key, priority, id)
    if priority < 0 then
        return call('RPUSH', list, id)
    end
    local length = call('LLEN', list)
    local late = call('ZCOUNT', late_key, '-inf', priority)
    local ahead = call('ZCOUNT', priority_key, '-inf', priority) - 1 - late
    if not fits(list, ahead, priority) then
        ahead = search(list, length, ahead, priority)
    end
    local equals_late = late > 0 and call('ZCOUNT', late_key, priority, priority) > 0
    if ahead and not equals_late
        and math.min(length - ahead, ahead * steps_a_move) <= steps_max then
        put(list, length, ahead, id)
    else
        put_late(list, length, id, priority)
    end
end

-- Before a job is taken from the right end: one that is late may have to go first.
local function settle_if_due(list)
    local urgent = call('ZRANGE', late_key, 0, 0, 'WITHSCORES')
    if #urgent == 0 then
        return
    end
    local next_id = call('LINDEX', list, -1)
    local score = next_id and score_of(next_id)
    if not score or score > tonumber(urgent[2]) then
        settle(list)
    end
end

-- Into the waiting list, or the paused one: by its priority, in front, or as the last.
local function push(list, id, priority, front)
    priority = tonumber(priority) or 0
    if priority ~= 0 then
        insert(list, id, priority)
    elseif front then
        call('RPUSH', list, id)
    else
        call('LPUSH', list, id)
    end
end
