-- Makes Redis show a job as SQL has it, and tells Bull's listeners what changed by that. Behind
-- places.lua, and what of Bull's verbs says where a job waits and what is left of an ended one.
-- KEYS[1] base. ARGV: 1 id, 2 seq, 3 state, 4 how, 5 the seq that Redis was told before, where how is
-- force, 6 lock's token, 7 lock's ms, 8 priority, 9 time in ms: due, or ended, 10 how many ended jobs
-- to keep, 11 and minutes of metrics, 12 the event's text, 13 whether it has run before, 14 where it was
-- seen, where how is force: in delayed, active, completed, failed, missing or elsewhere (waiting), 15 how
-- many of the following are names and values of a new job, then those; then how many are names and
-- values to set, those, and names to delete.
--
-- State: waiting, delayed, active, completed, failed, cancelled; bull: a Bull worker runs it;
-- gone: SQL has forgotten it.
-- How: tell: unless Redis knows better; take: the same, for a worker that is about to run it;
-- mark: a Bull worker ended it, as is drawn there already; force: whatever stands there, unless it was
-- drawn anew, or moved, since somebody looked.
-- Returns drawn, same, newer (Redis was told of a later state, or it is not where it was seen), bull (a
-- Bull worker has it in hand), completed or failed (a Bull worker ended it), moved (somebody made it due
-- that was delayed in Redis alone, or had it run again that is to be marked as ended; it was left where it
-- is), gone, removed (to take and to tell of what is open: two reconciles saw it, and it is not there any
-- more; nothing was drawn), another (its name was used again since it was drawn; nothing was drawn, and
-- a job of that name is not known), paused (to take: somebody paused the queue in Redis, which
-- had been told that it runs; nothing was drawn).
--
-- The hash remembers what was drawn last: rollcallSeq and rollcallState. Whatever differs from that
-- was done by somebody else.
local base, id, seq, state, how = KEYS[1], ARGV[1], tonumber(ARGV[2]), ARGV[3], ARGV[4]
local key = base .. id
local seen, token, lock_ms, priority = tonumber(ARGV[5]), ARGV[6], ARGV[7], tonumber(ARGV[8])
local time, jobs_max, minutes_max, text =
    tonumber(ARGV[9]), tonumber(ARGV[10]), tonumber(ARGV[11]), ARGV[12]
-- That a job left nothing behind at its end is remembered for so long, so that it is not drawn again.
local removed_ms = 600000

local tried, seen_at = ARGV[13] == '1', ARGV[14]

local at = 15
local function read_pairs()
    local count, from = tonumber(ARGV[at]), at + 1
    at = from + count
    return {unpack(ARGV, from, at - 1)}
end
local born, fields = read_pairs(), read_pairs()
local dropped = {unpack(ARGV, at)}

local known = redis.call('HMGET', key, 'rollcallSeq', 'rollcallState', 'progress')
local told, drawn, progress = tonumber(known[1] or ''), known[2], known[3]
local exists = told ~= nil or redis.call('EXISTS', key) == 1
local ended = state == 'completed' or state == 'failed' or state == 'cancelled'

if not exists and (state == 'gone' or state == 'bull' or how == 'mark') then
    -- What is missing from now on, is so because it ended.
    if how == 'mark' then try('ZREM', base .. 'rollcall:seen', id) end
    return 'gone'
end
local removed = base .. 'rollcall:removed:' .. id
if not exists and ended and tonumber(try('GET', removed) or 0) >= seq then return 'same' end
if not exists and not ended and how ~= 'force' and sights_of(base, id) >= 2 then return 'removed' end
local place = exists and place_of(base, id) or nil
if how == 'force' then
    local stands_at = exists and (place or 'waiting') or 'missing'
    if (told or 0) ~= seen or stands_at ~= seen_at then return 'newer' end
elseif told and told > seq then
    return 'newer'
end

local lock = try('GET', key .. ':lock')

if state == 'gone' then
    if not told then return 'same' end
    leave(base, id, place)
    free_debounce_of(base, id, true)
    forget(base, id)
    return 'drawn'
end

-- Only what was drawn counts as seen; and of a Bull worker's end it is noted there that it was heard.
if exists and not told and how ~= 'force'
    and (sights_of(base, id) >= 2 or (how == 'mark' and not drawn and place ~= state)) then
    return 'another'
end

if state == 'bull' then
    redis.call('HSET', key, 'rollcallSeq', seq, 'rollcallState', state)
    -- It may leave nothing behind when it ends: that is not to be taken for a loss.
    try('ZADD', base .. 'rollcall:seen', 2, id)
    return 'drawn'
end
if how == 'mark' then
    if told == seq then return 'same' end
    -- Who has it run again takes from it when it ran.
    local waits_again = not place and redis.call('HEXISTS', key, 'processedOn') == 0
    local runs_again = place == 'active' and lock and not is_ours(lock)
    if place == state or waits_again or runs_again then
        redis.call('HSET', key, 'rollcallSeq', seq, 'rollcallState', state)
        try('ZREM', base .. 'rollcall:seen', id)
        return place == state and 'drawn' or 'moved'
    end
end

-- What Bull added itself, waits.
local before = drawn or 'waiting'
if exists and not ended then
    -- One that is started by its id is locked before it is in the list.
    if (place == 'active' or how == 'take') and lock and not is_ours(lock) then return 'bull' end
    if how ~= 'force' then
        if place == 'active' and not lock and before ~= 'active' and before ~= 'bull' then
            return 'bull'
        end
        if (place == 'completed' or place == 'failed') and before ~= place then return place end
    end
end

if how == 'take' and try('GET', base .. 'rollcall:paused') == '0'
    and redis.call('EXISTS', base .. 'meta-paused') == 1 then
    return 'paused'
end

local was_delayed = exists and not told and not tried
if state == 'delayed' and how == 'tell' and was_delayed and not place
    and redis.call('HGET', key, 'delay') == '0' then
    return 'moved'
end

if told == seq and how == 'tell' then
    if state == 'active' and place == 'active' then
        redis.call('SET', key .. ':lock', token, 'PX', lock_ms)
    end
    return 'same'
end

-- A job that was cancelled before it ran leaves; one that ran has failed, as Bull has no word for it.
if state == 'cancelled' then
    if place ~= 'active' and place ~= 'failed' then
        if exists then leave(base, id, place) end
        free_debounce_of(base, id, true)
        forget(base, id)
        return 'drawn'
    end
    state = 'failed'
end

local counter = 0
if not exists then
    counter = redis.call('INCR', base .. 'id')
    redis.call('HSET', key, unpack(born))
elseif redis.call('HEXISTS', key, 'data') == 0 then
    redis.call('HSET', key, unpack(born))
end
redis.call('HSET', key, 'rollcallSeq', seq, 'rollcallState', state, unpack(fields))
if #dropped > 0 then redis.call('HDEL', key, unpack(dropped)) end

local stays = exists and place == state
if state == 'waiting' then stays = exists and not place and before == state and how ~= 'force' end
if exists and not stays then leave(base, id, place) end

if state == 'waiting' then
    if stays then return 'drawn' end
    push(waiting_list(), id, priority, false)
    redis.call('PUBLISH', base .. 'waiting@rollcall', id)
elseif state == 'delayed' then
    redis.call('ZADD', base .. 'delayed', string.format('%.0f', time * 4096 + counter % 4096), id)
    if not stays then redis.call('PUBLISH', base .. 'delayed', string.format('%.0f', time)) end
elseif state == 'active' then
    redis.call('SET', key .. ':lock', token, 'PX', lock_ms)
    try('SREM', base .. 'stalled', id)
    if not stays then
        -- Listeners hear of each step, even where it was too short to be drawn.
        if place or not exists then redis.call('PUBLISH', base .. 'waiting@rollcall', id) end
        redis.call('LPUSH', base .. 'active', id)
        redis.call('PUBLISH', base .. 'active@rollcall', id)
    end
    if text ~= '' and redis.call('HGET', key, 'progress') ~= progress then
        redis.call('PUBLISH', base .. 'progress', text)
    end
else
    redis.call('DEL', key .. ':lock')
    try('ZREM', base .. 'rollcall:seen', id)
    free_debounce_of(base, id, false)
    local count, age = keep_rule(key, state)
    if count == '0' then
        redis.call('ZREM', base .. state, id)
        redis.call('SET', removed, seq, 'PX', removed_ms)
    end
    keep(state, id, time, count, age)
    trim(base, state, jobs_max)
    if drawn ~= state then
        -- What is counted there is not worth a failure.
        pcall(measure, state, time, minutes_max)
        redis.call('PUBLISH', base .. state, text)
    end
end
return 'drawn'
