-- The failed jobs that failed first wait again. ARGV[1] how many at most. Returns how many.
local ids = call('ZRANGE', key('failed'), 0, ARGV[1] - 1)
local list = #ids > 0 and list_to_move_to()
for _, id in ipairs(ids) do
    call('ZREM', key('failed'), id)
    if call('EXISTS', key(id)) == 1 then
        call('HDEL', key(id), 'finishedOn', 'processedOn', 'failedReason')
        push(list, id, call('HGET', key(id), 'priority'), false)
    end
end
return #ids
