-- That a Bull worker ended a job is known. Behind places.lua.
-- KEYS[1] base. ARGV: 1 id, 2 the seq that Redis was told when it was seen (0: never), 3 its place.
-- Returns 1, or 0: it was drawn or moved since.
local base, id = KEYS[1], ARGV[1]
local exists, seq = known_of(base, id)
if exists ~= 1 or (tonumber(seq) or 0) ~= tonumber(ARGV[2]) or place_of(base, id) ~= ARGV[3] then return 0 end
redis.call('HSET', base .. id, 'rollcallState', ARGV[3])
return 1
