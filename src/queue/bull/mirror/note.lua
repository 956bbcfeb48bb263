-- Adds a line to a job's log, as long as there is such a job. KEYS[1] base. ARGV: 1 id, 2 line,
-- 3 how many to keep. Returns how many there are.
local key = KEYS[1] .. ARGV[1]
if redis.call('EXISTS', key) == 0 then return 0 end
redis.call('RPUSH', key .. ':logs', ARGV[2])
redis.call('LTRIM', key .. ':logs', -tonumber(ARGV[3]), -1)
return redis.call('LLEN', key .. ':logs')
