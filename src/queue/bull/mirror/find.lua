-- What Redis knows of one job, and where it is. Behind places.lua.
-- KEYS[1] base. ARGV: 1 id.
-- Returns whether there is a hash, rollcallSeq or '', rollcallState or '', the lock or '', how often
-- it was seen, its place (delayed, completed, failed, active, waiting or ''), failedReason or '',
-- timestamp or ''.
local base, id = KEYS[1], ARGV[1]
local known = redis.call('HMGET', base .. id, 'rollcallSeq', 'rollcallState', 'failedReason', 'timestamp')
local exists = (known[1] or redis.call('EXISTS', base .. id) == 1) and 1 or 0
local place = place_of(base, id)
if not place and exists == 1 then place = waits(base, id) and 'waiting' or nil end
return {
    exists, known[1] or '', known[2] or '', redis.call('GET', base .. id .. ':lock') or '',
    tonumber(redis.call('ZSCORE', base .. 'rollcall:seen', id) or 0), place or '', known[3] or '',
    known[4] or ''
}
