-- Where a job is. ARGV[1] id. Returns the name of its list or set; `stuck` when it is in none, nil
-- when there is no such job either.
local id = ARGV[1]
for _, set in ipairs({'completed', 'failed', 'delayed'}) do
    if call('ZSCORE', key(set), id) then
        return set
    end
end
for _, list in ipairs({'active', 'wait', 'paused'}) do
    if call('LPOS', key(list), id) then
        return list
    end
end
return call('EXISTS', key(id)) == 1 and 'stuck' or nil
