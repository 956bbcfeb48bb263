-- A job that runs waits until later. ARGV[1] token, [2] id, [3] due. Returns 0, or why not.
local id, due = ARGV[2], tonumber(ARGV[3])
call('ZCARD', key('delayed'))
local refusal = leave_active(id, ARGV[1])
if refusal ~= 0 then
    return refusal
end
delay(id, due, order_of(id))
call('PUBLISH', key('delayed'), string.format('%.17g', due + order_of(id) % ticks_a_ms / ticks_a_ms))
return 0
