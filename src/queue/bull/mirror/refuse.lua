-- Ends a job that waits or is delayed as failed: it will never be run. Behind places.lua, and what of
-- Bull's verbs says what is left of an ended job.
-- KEYS[1] base. ARGV: 1 id, 2 now in ms, 3 why, 4 the event's text, 5 how many ended jobs to keep,
-- 6 and minutes of metrics.
-- Returns 1, or 0: it does not wait any more.
local base, id = KEYS[1], ARGV[1]
local key, now = base .. id, tonumber(ARGV[2])
if redis.call('EXISTS', key) == 0 then return 0 end
local place = place_of(base, id)
if place and place ~= 'delayed' then return 0 end
leave(base, id, place)
free_debounce_of(base, id, false)
redis.call('HSET', key, 'failedReason', ARGV[3], 'finishedOn', ARGV[2])
keep('failed', id, now, keep_rule(key, 'failed'))
trim(base, 'failed', tonumber(ARGV[5]))
-- What is counted there is not worth a failure.
pcall(measure, 'failed', now, tonumber(ARGV[6]))
redis.call('PUBLISH', base .. 'failed', ARGV[4])
return 1
