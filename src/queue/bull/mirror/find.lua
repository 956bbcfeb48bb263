-- What Redis knows of one job, and where it is. Behind places.lua.
-- KEYS[1] base. ARGV: 1 id.
-- Returns whether there is a hash (2: something else under its name), rollcallSeq or '', rollcallState
-- or '', the lock or '', how often it was seen, its place (delayed, completed, failed, active, waiting
-- or ''), failedReason or '', timestamp or ''.
local base, id = KEYS[1], ARGV[1]
local exists, seq, state = known_of(base, id)
local place = place_of(base, id)
if not place and exists > 0 then place = waits(base, id) and 'waiting' or nil end
return {
    exists, seq, state, try('GET', base .. id .. ':lock') or '', sights_of(base, id), place or '',
    try('HGET', base .. id, 'failedReason') or '', try('HGET', base .. id, 'timestamp') or ''
}
