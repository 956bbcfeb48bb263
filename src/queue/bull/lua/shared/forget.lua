-- Removes a job from wherever it is; false when somebody runs it.
local function forget(id)
    local hash = key(id)
    if call('EXISTS', hash .. ':lock') == 1 then
        return false
    end
    local debounce = redis.pcall('HGET', hash, 'deid')
    if type(debounce) == 'string' and call('GET', key('de:') .. debounce) == id then
        call('DEL', key('de:') .. debounce)
    end
    for _, list in ipairs({'active', 'wait', 'paused'}) do
        call('LREM', key(list), 0, id)
    end
    for _, set in ipairs({'delayed', 'completed', 'failed', 'priority', 'rollcall:late'}) do
        call('ZREM', key(set), id)
    end
    call('SREM', key('stalled'), id)
    call('DEL', hash, hash .. ':logs')
    local asleep = call('HGET', key('limiter:index'), id)
    if asleep then
        call('SREM', asleep, id)
        call('HDEL', key('limiter:index'), id)
    end
    return true
end
