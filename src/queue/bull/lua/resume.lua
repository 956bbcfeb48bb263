-- Jobs start again. What came into `wait` meanwhile waits behind the paused ones.
local wait, paused = key('wait'), key('paused')
-- A foreign key under either name stays where it is.
call('LLEN', wait)
call('LLEN', paused)
if call('EXISTS', paused) == 1 then
    if call('EXISTS', wait) == 1 then
        in_parts(call('LRANGE', paused, 0, -1), function(...)
            call('RPUSH', wait, ...)
        end)
        call('DEL', paused)
    else
        call('RENAME', paused, wait)
    end
end
call('DEL', key('meta-paused'))
call('HDEL', key('meta'), 'paused')
call('PUBLISH', key('resumed'), 'resumed')
