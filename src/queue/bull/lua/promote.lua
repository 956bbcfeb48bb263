-- A delayed job waits from now on. ARGV[1] token, [2] id. Returns 0, or -1: it is not delayed.
local id, list = ARGV[2], list_to_move_to()
if call('EXISTS', key(id)) == 0 or call('ZREM', key('delayed'), id) == 0 then
    return -1
end
push(list, id, call('HGET', key(id), 'priority'), false)
call('HSET', key(id), 'delay', 0)
call('PUBLISH', key('waiting@') .. ARGV[1], id)
return 0
