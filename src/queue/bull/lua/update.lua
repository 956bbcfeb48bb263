-- ARGV[1] id, [2] its new data. Returns 0, or -1: no such job.
if call('EXISTS', key(ARGV[1])) == 0 then
    return -1
end
call('HSET', key(ARGV[1]), 'data', ARGV[2])
return 0
