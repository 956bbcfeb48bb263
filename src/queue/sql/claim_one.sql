-- Waiting -> active for who has the job in hand already, paused or not.
-- ?1 id, ?2 who, ?3 now, ?4 lease until. Returns the job, or no row: it does not wait.
UPDATE jobs SET
    state = 'active',
    stage = 'initialization',
    epoch = epoch + 1,
    seq = seq + 1,
    started_ms = ?3,
    message = '',
    processed_by = ?2,
    lease_owner = ?2,
    lease_until_ms = ?4
WHERE id = ?1 AND state = 'waiting'
RETURNING (SELECT paused FROM queue_state), *
