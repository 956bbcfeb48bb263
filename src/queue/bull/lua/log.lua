-- ARGV[1] id, [2] how many lines are kept ('' all), [3…] lines. Returns how many there are, or -1.
if call('EXISTS', key(ARGV[1])) == 0 then
    return -1
end
local logs = key(ARGV[1]) .. ':logs'
local count = call('RPUSH', logs, unpack(ARGV, 3))
if ARGV[2] ~= '' then
    call('LTRIM', logs, -ARGV[2], -1)
    count = math.min(count, tonumber(ARGV[2]))
end
return count
