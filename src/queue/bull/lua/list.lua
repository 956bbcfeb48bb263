-- Jobs of one list or set. ARGV[1] its name, [2] first, [3] last, [4] '1': the oldest first (of a
-- list: who is next). Returns for each {id, fields}; {id} where there is no such job.
local state, first, last, ascending = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4] == '1'
local ids
if state == 'completed' or state == 'failed' or state == 'delayed' then
    ids = call(ascending and 'ZRANGE' or 'ZREVRANGE', key(state), first, last)
elseif ascending then
    local tail = call('LRANGE', key(state), -last - 1, -first - 1)
    ids = {}
    for n = #tail, 1, -1 do
        ids[#ids + 1] = tail[n]
    end
else
    ids = call('LRANGE', key(state), first, last)
end
local jobs = {}
for n, id in ipairs(ids) do
    local fields = redis.pcall('HGETALL', key(id))
    local is_job = not fields.err and #fields > 0
    jobs[n] = is_job and {id, fields} or {id}
end
return jobs
