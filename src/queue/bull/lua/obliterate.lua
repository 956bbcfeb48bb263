-- Removes everything of a paused queue. ARGV[1] '1': also jobs that run, [2] how many jobs a call.
-- Returns 0 when all is gone, 1 when more is there, -1: it is not paused, -2: jobs run.
local left = tonumber(ARGV[2])

local function take(ids)
    for _, id in ipairs(ids) do
        local hash = key(id)
        local debounce = redis.pcall('HGET', hash, 'deid')
        if type(debounce) == 'string' then
            call('DEL', key('de:') .. debounce)
        end
        call('DEL', hash, hash .. ':logs', hash .. ':lock')
    end
    left = left - #ids
end

if call('EXISTS', key('meta-paused')) == 0 then
    return -1
elseif ARGV[1] ~= '1' and call('EXISTS', key('active')) == 1 then
    return -2
end
for _, list in ipairs({'active', 'wait', 'paused'}) do
    while left > 0 and call('EXISTS', key(list)) == 1 do
        local part = math.min(left, 1000)
        take(call('LRANGE', key(list), 0, part - 1))
        call('LTRIM', key(list), part, -1)
    end
end
for _, set in ipairs({'delayed', 'completed', 'failed'}) do
    while left > 0 and call('EXISTS', key(set)) == 1 do
        local part = math.min(left, 1000)
        take(call('ZRANGE', key(set), 0, part - 1))
        call('ZREMRANGEBYRANK', key(set), 0, part - 1)
    end
end
if left <= 0 then
    return 1
end
for _, asleep in ipairs(call('HVALS', key('limiter:index'))) do
    call('DEL', asleep)
end
for _, suffix in ipairs({'priority', 'rollcall:late', 'stalled-check', 'stalled', 'meta-paused', 'meta',
    'id', 'repeat', 'limiter', 'limiter:index', 'limiter:limited', 'metrics:completed',
    'metrics:completed:data', 'metrics:failed', 'metrics:failed:data'}) do
    call('DEL', key(suffix))
end
return 0
