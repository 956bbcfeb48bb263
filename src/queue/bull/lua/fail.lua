-- A failed attempt that is not the last. ARGV[1] token, [2] id, [3] stacktrace, [4] reason,
-- [5] failed attempts now, [6] when the next one is due, or '' for at once, [7] '1': in front.
-- Returns 0, or why not: then nothing of the job was touched.
local id, due, list = ARGV[2], tonumber(ARGV[6]), list_to_move_to()
call('ZCARD', key('delayed'))
local refusal = leave_active(id, ARGV[1])
if refusal ~= 0 then
    return refusal
end
call('HMSET', key(id), 'stacktrace', ARGV[3], 'failedReason', ARGV[4], 'attemptsMade', ARGV[5])
if not due then
    push(list, id, call('HGET', key(id), 'priority'), ARGV[7] == '1')
    return 0
end
delay(id, due, order_of(id))
call('PUBLISH', key('delayed'), string.format('%.17g', due + order_of(id) % ticks_a_ms / ticks_a_ms))
return 0
