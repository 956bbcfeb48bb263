-- Starts a job that is in `active` already: ARGV[1…6] as shared/start.lua has them, [7] its id.
-- Returns {id, fields}, {id} where there is no such job, nil when the limiter holds it back.
redis.pcall('SREM', key('stalled'), ARGV[7])
return start(ARGV[7])
