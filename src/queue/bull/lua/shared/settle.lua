-- Puts waiting jobs into the order of their priorities.
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

-- Puts the whole list into its order; whether any job moved.
local function sort_all(list)
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
        return false
    end
    call('DEL', list)
    in_parts('LPUSH', list, wanted)
    return true
end

-- The late jobs by priority, those of one in the order of arrival; only such as wait.
local function late_classes()
    local classes, count = {}, 0
    local late = call('ZRANGE', late_key, 0, -1, 'WITHSCORES')
    for n = 1, #late, 2 do
        if call('ZSCORE', priority_key, late[n]) then
            local priority = math.floor(late[n + 1] / arrivals)
            local last = classes[#classes]
            if not last or last.priority ~= priority then
                last = {priority = priority, ids = {}}
                classes[#classes + 1] = last
            end
            table.insert(last.ids, late[n])
            count = count + 1
        end
    end
    return classes, count
end

-- Takes the late jobs out of the left end, where they are among those that were put last. Who waits
-- there no more is late no more.
local function take_out(list, classes, count)
    local is_late = {}
    for _, class in ipairs(classes) do
        for _, id in ipairs(class.ids) do
            is_late[id] = true
        end
    end
    local stays, found, seen = {}, {}, 0
    while count > 0 do
        local ids = call('LRANGE', list, seen, seen + 999)
        if #ids == 0 then
            break
        end
        for _, id in ipairs(ids) do
            if is_late[id] then
                found[id] = true
                count = count - 1
            else
                stays[#stays + 1] = id
            end
        end
        seen = seen + #ids
    end
    call('LTRIM', list, seen, -1)
    for first = #stays, 1, -1 do
        call('LPUSH', list, stays[first])
    end
    for _, class in ipairs(classes) do
        local ids = {}
        for _, id in ipairs(class.ids) do
            if found[id] then
                ids[#ids + 1] = id
            end
        end
        class.ids = ids
    end
end

-- The list anew: from the left, with each class before those that it goes ahead of.
local function weave(list, length, classes)
    local woven = key('rollcall:settling')
    local at = 0
    for n = #classes, 0, -1 do
        local stop = n > 0 and length - classes[n].ahead or length
        while at < stop do
            local next_stop = math.min(at + words_max, stop)
            call('RPUSH', woven, unpack(call('LRANGE', list, at, next_stop - 1)))
            at = next_stop
        end
        if n > 0 then
            local ids = classes[n].ids
            for last = #ids, 1, -1 do
                call('RPUSH', woven, ids[last])
            end
        end
    end
    call('DEL', list)
    call('RENAME', woven, list)
end

-- Puts the late jobs into their places. Where others left the rest out of order, all of it is sorted.
local function settle(list)
    local classes, count = late_classes()
    if count > 0 then
        take_out(list, classes, count)
        local length, late, is_sorted = call('LLEN', list), 0, true
        for _, class in ipairs(classes) do
            late = late + #class.ids
            class.ahead = find_place(list, length, class.priority, expected_place(class.priority, late))
            is_sorted = is_sorted and class.ahead
        end
        if is_sorted then
            weave(list, length, classes)
        else
            for _, class in ipairs(classes) do
                for _, id in ipairs(class.ids) do
                    call('LPUSH', list, id)
                end
            end
            sort_all(list)
        end
    end
    call('DEL', late_key)
    return count > 0
end
