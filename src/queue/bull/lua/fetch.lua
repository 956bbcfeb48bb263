-- Starts the next jobs: ARGV[1…6] as shared/start.lua has them, [7] how many, [8] '1': say on
-- `drained` that there is none. Returns an array of {id, fields}, or {id} where a list named what is
-- no job; and 1 when late jobs have to be settled before the rest can start.
local started, is_empty, settling_due = start_next(tonumber(ARGV[7]))
if is_empty and ARGV[8] == '1' then
    call('PUBLISH', key('drained'), '')
end
return {started, settling_due}
