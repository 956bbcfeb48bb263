-- ARGV[1] id, [2] progress and [3] its event, both JSON. Returns 0, or -1: no such job.
if call('EXISTS', key(ARGV[1])) == 0 then
    return -1
end
call('HSET', key(ARGV[1]), 'progress', ARGV[2])
call('PUBLISH', key('progress'), ARGV[3])
return 0
