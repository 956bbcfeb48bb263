-- Holds locks of ours longer. Behind places.lua.
-- KEYS[1] base. ARGV: 1 ms, then id and token of each. Returns for each 1, or 0: it is not held under
-- this token.
local held = {}
for i = 2, #ARGV, 2 do
    local lock = KEYS[1] .. ARGV[i] .. ':lock'
    local is_ours = try('GET', lock) == ARGV[i + 1]
    if is_ours then
        redis.call('PEXPIRE', lock, ARGV[1])
        try('SREM', KEYS[1] .. 'stalled', ARGV[i])
    end
    held[#held + 1] = is_ours and 1 or 0
end
return held
