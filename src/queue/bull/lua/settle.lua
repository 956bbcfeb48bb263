-- Puts the waiting jobs into the order of their priorities. ARGV[1] '1': also when none is known to
-- be out of place. Returns 1 when some were moved.
if ARGV[1] ~= '1' and call('EXISTS', late_key) == 0 then
    return 0
end
return settle(waiting_list())
