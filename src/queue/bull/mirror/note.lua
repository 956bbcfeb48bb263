-- Adds lines to the logs of jobs, as long as there are such jobs. Behind places.lua.
-- KEYS[1] base. ARGV: 1 how many to keep of a job, then id and line of each. Returns how many could not
-- be added because their log is something else.
local broken = 0
for i = 2, #ARGV, 2 do
    local key = KEYS[1] .. ARGV[i]
    if redis.call('EXISTS', key) == 1 then
        local type = redis.call('TYPE', key .. ':logs').ok
        if type == 'list' or type == 'none' then
            redis.call('RPUSH', key .. ':logs', ARGV[i + 1])
            redis.call('LTRIM', key .. ':logs', -tonumber(ARGV[1]), -1)
        else
            broken = broken + 1
        end
    end
end
return broken
