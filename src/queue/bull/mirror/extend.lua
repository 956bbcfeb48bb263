-- Holds a lock of ours longer. KEYS[1] base. ARGV: 1 id, 2 token, 3 ms. Returns 1, or 0: it is not
-- held under this token.
local lock = KEYS[1] .. ARGV[1] .. ':lock'
if redis.call('GET', lock) ~= ARGV[2] then return 0 end
redis.call('PEXPIRE', lock, ARGV[3])
redis.call('SREM', KEYS[1] .. 'stalled', ARGV[1])
return 1
