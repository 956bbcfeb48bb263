-- Holds on to jobs. ARGV[1] token, [2] the lock's ms, [3…] ids. Returns for each 1, or 0: lost.
local held = {}
for n = 3, #ARGV do
    local lock = key(ARGV[n]) .. ':lock'
    held[n - 2] = 0
    if call('GET', lock) == ARGV[1] then
        call('SET', lock, ARGV[1], 'PX', ARGV[2])
        call('SREM', key('stalled'), ARGV[n])
        held[n - 2] = 1
    end
end
return held
