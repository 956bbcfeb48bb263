-- Ends a job that waits or is delayed as failed: it will never be run. Behind places.lua.
-- KEYS[1] base. ARGV: 1 id, 2 now in ms, 3 why, 4 the event's text, 5 how many ended jobs to keep.
-- Returns 1, or 0: it does not wait any more.
local base, id = KEYS[1], ARGV[1]
local key = base .. id
if redis.call('EXISTS', key) == 0 then return 0 end
local place = place_of(base, id)
if place and place ~= 'delayed' then return 0 end
leave(base, id, place)
redis.call('HSET', key, 'failedReason', ARGV[3], 'finishedOn', ARGV[2])
redis.call('ZADD', base .. 'failed', ARGV[2], id)
redis.call('PUBLISH', base .. 'failed', ARGV[4])
trim(base, 'failed', tonumber(ARGV[5]))
return 1
