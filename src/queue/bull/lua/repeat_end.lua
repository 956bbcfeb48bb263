-- Ends a repetition: its next run goes, unless it waits already. ARGV[1] its key, [2] the beginning of
-- its runs' ids. Returns 1, or 0: there was none.
local next_ms = call('ZSCORE', key('repeat'), ARGV[1])
if not next_ms then
    return 0
end
local run = ARGV[2] .. next_ms
if call('ZSCORE', key('delayed'), run) then
    forget(run)
end
call('ZREM', key('repeat'), ARGV[1])
return 1
