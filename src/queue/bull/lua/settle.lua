-- Puts the waiting jobs into the order of their priorities. ARGV[1] '1': also when none is known to
-- be out of place. Returns 1 when some were moved.
local list = waiting_list()
local moved = settle(list)
if ARGV[1] == '1' then
    moved = sort_all(list) or moved
end
return moved and 1 or 0
