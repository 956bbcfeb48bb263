-- Adds to the jobs that wait.
local function put_late(list, id, priority)
    local first = priority * arrivals
    local last = call('ZREVRANGEBYSCORE', late_key, '(' .. digits(first + arrivals), digits(first),
        'WITHSCORES', 'LIMIT', 0, 1)[2]
    call('LPUSH', list, id)
    call('ZADD', late_key, digits(last and last + 1 or first), id)
end

local function insert(list, id, priority)
    call('ZADD', priority_key, priority, id)
    if priority < 0 then
        return call('RPUSH', list, id)
    end
    local length = call('LLEN', list)
    local may_be_late = priority < late_priority_max and priority % 1 == 0
    local late = late_up_to(priority)
    local expected = expected_place(priority, late + 1)
    local ahead = not (may_be_late and is_far(length, expected))
        and find_place(list, length, priority, expected)
    local equals_late = ahead and late > 0 and late_up_to(priority - 1) < late
    if ahead and not equals_late and is_cheap(length, ahead) then
        put(list, length, ahead, id)
    elseif may_be_late then
        put_late(list, id, priority)
        if call('ZCARD', late_key) > 256 + length / 32 then
            settle(list)
        end
    else
        call('LPUSH', list, id)
        sort_all(list)
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
