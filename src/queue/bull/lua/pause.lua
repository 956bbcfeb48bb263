-- Nothing starts any more. What waited in `paused` all the same waits longest.
local wait, paused = key('wait'), key('paused')
-- A foreign key under either name stays where it is.
call('LLEN', wait)
call('LLEN', paused)
if call('EXISTS', paused) == 1 and call('EXISTS', wait) == 1 then
    in_parts(call('LRANGE', paused, 0, -1), function(...)
        call('RPUSH', wait, ...)
    end)
end
if call('EXISTS', wait) == 1 then
    call('RENAME', wait, paused)
end
call('SET', key('meta-paused'), 1)
call('HSET', key('meta'), 'paused', 1)
call('PUBLISH', key('paused'), 'paused')
