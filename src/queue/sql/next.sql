-- A job that waits, if any. Returns its id.
SELECT id FROM jobs WHERE state = 'waiting' LIMIT 1
