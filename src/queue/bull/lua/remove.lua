-- Removes jobs. ARGV: ids. Returns for each 1, or 0: somebody runs it.
local removed = {}
for n = 1, #ARGV do
    removed[n] = forget(ARGV[n]) and 1 or 0
end
return removed
