-- Starts the next jobs: ARGV[1…6] as start.lua has them, [7] how many, [8] '1': say on `drained`
-- that there is none. Returns for each {id, fields}, or {id} where a list named what is no job.
local started, is_empty = start_next(tonumber(ARGV[7]))
if is_empty and ARGV[8] == '1' then
    call('PUBLISH', key('drained'), '')
end
return started
