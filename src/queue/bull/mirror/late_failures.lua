-- Completed jobs of ours of which Redis says why they failed: a Bull worker whose lock had run out wrote
-- it when it came back. Behind places.lua.
-- KEYS[1] base. ARGV: 1 how many of the newest to look at. Returns their ids.
local base, ids = KEYS[1], {}
for _, id in ipairs(try('ZREVRANGE', base .. 'completed', 0, ARGV[1] - 1) or {}) do
    local known = try('HMGET', base .. id, 'rollcallState', 'failedReason')
    if known and known[1] == 'completed' and known[2] then ids[#ids + 1] = id end
end
return ids
