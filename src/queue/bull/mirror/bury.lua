-- Takes ids without a job out of a list, set or sorted set: 1,000 of them a call, as they are at that
-- moment. KEYS[1] base. ARGV: 1 the list's name, 2 its type, 3 where to go on: how many ids from the
-- right end, or with the lowest score, stay. Returns where to go on, or -1: that was all.
local base, key, type, from = KEYS[1], KEYS[1] .. ARGV[1], ARGV[2], tonumber(ARGV[3])
local page, tombstone = 1000, 'rollcall:buried'

local function is_ghost(id)
    return redis.call('TYPE', base .. id).ok ~= 'hash'
end

-- What goes is marked, and leaves in one pass.
local function bury_in_list()
    local ids = redis.call('LRANGE', key, -from - page, -from - 1)
    local ghosts = 0
    for n = #ids, 1, -1 do
        if is_ghost(ids[n]) then
            redis.call('LSET', key, n - #ids - 1 - from, tombstone)
            ghosts = ghosts + 1
        end
    end
    if ghosts > 0 then redis.call('LREM', key, 0, tombstone) end
    return #ids, ghosts
end

local function bury_in_set(ids, command)
    local ghosts = 0
    for _, id in ipairs(ids) do
        if is_ghost(id) then
            redis.call(command, key, id)
            ghosts = ghosts + 1
        end
    end
    return ghosts
end

local held = redis.call('TYPE', key).ok
if held ~= type then return -1 end
local count, ghosts
if type == 'list' then
    count, ghosts = bury_in_list()
elseif type == 'zset' then
    local ids = redis.call('ZRANGE', key, from, from + page - 1)
    count, ghosts = #ids, bury_in_set(ids, 'ZREM')
else
    bury_in_set(redis.call('SMEMBERS', key), 'SREM')
    return -1
end
return count < page and -1 or from + count - ghosts
