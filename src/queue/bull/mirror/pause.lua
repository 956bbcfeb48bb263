-- Pauses or resumes the queue as SQL has it, without losing what may stand in both lists. Behind
-- places.lua. KEYS[1] base. ARGV: 1 whether it is paused, 2 how: tell: unless Redis was told so before,
-- for what stands there otherwise somebody did since; force: whatever stands there.
local base, paused = KEYS[1], ARGV[1] == '1'
if ARGV[2] == 'tell' and try('GET', base .. 'rollcall:paused') == ARGV[1] then return 'same' end
redis.call('SET', base .. 'rollcall:paused', ARGV[1])
if (redis.call('EXISTS', base .. 'meta-paused') == 1) == paused then return 'same' end

local from, to = base .. (paused and 'wait' or 'paused'), base .. (paused and 'paused' or 'wait')
-- A foreign key under either name stays where it is.
local count, others = try('LLEN', from), try('LLEN', to)
if count and count > 0 and others == 0 then
    redis.call('RENAME', from, to)
elseif count and others then
    while redis.call('RPOPLPUSH', from, to) do end
end
if paused then
    redis.call('SET', base .. 'meta-paused', 1)
    try('HSET', base .. 'meta', 'paused', 1)
else
    redis.call('DEL', base .. 'meta-paused')
    try('HDEL', base .. 'meta', 'paused')
end
local event = paused and 'paused' or 'resumed'
redis.call('PUBLISH', base .. event, event)
return 'drawn'
