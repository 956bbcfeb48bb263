-- Adds jobs. ARGV[1] token, [2] how many; then for each its words, as shared/adding.lua has them.
-- Returns the ids: of a known one or of a debounce's holder, that one's. Where Redis refuses one, its
-- error stands in the id's place, and the others are added all the same: they may be others' jobs.
local count = tonumber(ARGV[2])
local last = call('INCRBY', key('id'), count)
-- From 2^53 on Lua counts in twos: an id would be another job's.
if last >= 9007199254740992 then
    return redis.error_reply('ERR the counter of ids has come to its end: ' .. key('id'))
end
local number = last - count
local ids = {}
local at = 3
for n = 1, count do
    ids[n] = try_add(at, number + n)
    at = at + words_at(at)
end
return try_flush() or ids
