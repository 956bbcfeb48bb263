-- Notes when a repetition comes next, and adds that run. ARGV[1] token, [2] the repetition's key, [3]
-- the time in ms, [4] '1': only if the repetition has not been removed; then the run's words, as
-- shared/adding.lua has them. Returns the run's id, or '': it was removed.
if ARGV[4] == '1' and not call('ZSCORE', key('repeat'), ARGV[2]) then
    return ''
end
call('ZADD', key('repeat'), ARGV[3], ARGV[2])
local id = try_add(5, call('INCR', key('id')))
return try_flush() or id
