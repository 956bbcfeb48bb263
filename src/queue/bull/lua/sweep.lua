-- Delayed jobs that are due wait from now on, 1,000 a call. ARGV[1] token, [2] now. Returns how many,
-- the score of the next ('' none), and the ids that were no jobs.
local due = call('ZRANGEBYSCORE', key('delayed'), 0, digits(tonumber(ARGV[2]) * ticks_a_ms),
    'LIMIT', 0, 1000)
local list = #due > 0 and list_to_move_to()
if list then
    call('LLEN', key('active'))
end
local ghosts = {}
for _, id in ipairs(due) do
    call('ZREM', key('delayed'), id)
    local hash = key(id)
    local priority = redis.pcall('HGET', hash, 'priority')
    if type(priority) == 'table' or call('EXISTS', hash) == 0 then
        ghosts[#ghosts + 1] = id
    else
        call('LREM', key('active'), 0, id)
        push(list, id, priority, false)
        call('PUBLISH', key('waiting@') .. ARGV[1], id)
        call('HSET', hash, 'delay', 0)
    end
end
local following = call('ZRANGE', key('delayed'), 0, 0, 'WITHSCORES')[2]
if following then
    call('PUBLISH', key('delayed'), string.format('%.17g', following / ticks_a_ms))
end
return {#due - #ghosts, following or '', ghosts}
