-- Active -> waiting, in its old place and without counting an attempt. ?1 id, ?2 epoch.
-- Returns the job, or no row: lease lost.
UPDATE jobs SET
    state = 'waiting',
    waiting_for = '',
    seq = seq + 1,
    processed_by = '',
    lease_owner = '',
    lease_until_ms = NULL
WHERE id = ?1 AND epoch = ?2 AND state = 'active'
RETURNING (SELECT paused FROM queue_state), *
