-- A failed job waits again, for one more run. ARGV[1] token, [2] id, [3] now, [4] '1': in front.
-- Returns 1, or 0: no such job, -1: somebody runs it, -2: it has not failed.
local id, hash, list = ARGV[2], key(ARGV[2]), list_to_move_to()
if call('EXISTS', hash) == 0 then
    return 0
elseif call('EXISTS', hash .. ':lock') == 1 then
    return -1
elseif call('ZREM', key('failed'), id) == 0 then
    return -2
end
call('HDEL', hash, 'finishedOn', 'processedOn', 'failedReason')
call('HSET', hash, 'retriedOn', ARGV[3])
push(list, id, call('HGET', hash, 'priority'), ARGV[4] == '1')
call('PUBLISH', key('waiting@') .. ARGV[1], id)
return 1
