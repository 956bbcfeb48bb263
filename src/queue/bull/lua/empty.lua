-- Removes all jobs that wait or are delayed; whether the queue is paused stays. Returns how many.
local count = 0
for _, list in ipairs({'wait', 'paused'}) do
    for _, id in ipairs(call('LRANGE', key(list), 0, -1)) do
        call('DEL', key(id), key(id) .. ':logs')
        count = count + 1
    end
end
for _, id in ipairs(call('ZRANGE', key('delayed'), 0, -1)) do
    call('DEL', key(id), key(id) .. ':logs')
    count = count + 1
end
for _, asleep in ipairs(call('HVALS', key('limiter:index'))) do
    call('DEL', asleep)
end
call('DEL', key('wait'), key('paused'), key('delayed'), key('priority'), key('rollcall:late'),
    key('limiter'), key('limiter:index'))
return count
