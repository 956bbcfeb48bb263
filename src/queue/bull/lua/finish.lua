-- Ends jobs and starts the next ones. ARGV[1…6] as shared/start.lua has them, [7] how many to start,
-- [8] points of the metrics ('' none), [9] how many end; then for each: id, `completed` or `failed`,
-- the value, the event, how many ended jobs and of what age (s) are kept ('' all), and of a failed one
-- its stacktrace and how many attempts failed ('' of others). Returns an array of 0, or why not (-1 no
-- such job, -2 no lock, -3 not active, -6 locked by another), and then what fetch does: nothing is
-- started when nothing could be ended.
local points_max, count = tonumber(ARGV[8]), tonumber(ARGV[9])
local value_fields = {completed = 'returnvalue', failed = 'failedReason'}

local function finish(at)
    local id, state, value = ARGV[at], ARGV[at + 1], ARGV[at + 2]
    local refusal = leave_active(id, token)
    if refusal ~= 0 then
        return refusal
    end
    free_debounce(key(id))
    if ARGV[at + 4] ~= '0' then
        call('HMSET', key(id), value_fields[state], value, 'finishedOn', ARGV[2])
        if state == 'failed' then
            call('HMSET', key(id), 'stacktrace', ARGV[at + 6], 'attemptsMade', ARGV[at + 7])
        end
    end
    keep(state, id, now, ARGV[at + 4], ARGV[at + 5])
    if points_max then
        measure(state, now, points_max)
    end
    call('PUBLISH', key(state), ARGV[at + 3])
    return 0
end

-- A foreign key in the place of either set is found before a job has left its list.
call('ZCARD', key('completed'))
call('ZCARD', key('failed'))
local results, ended = {}, 0
for n = 1, count do
    results[n] = finish(10 + (n - 1) * 8)
    ended = ended + (results[n] == 0 and 1 or 0)
end
local wanted = ended > 0 and tonumber(ARGV[7]) or 0
local started, _, settling_due = start_next(wanted)
return {results, started, settling_due}
