-- Active -> cancelled. ?1 id, ?2 epoch, ?3 now, ?4 message.
-- Returns the job, or no row: lease lost.
UPDATE jobs SET
    state = 'cancelled',
    waiting_for = '',
    cancel_requested = 1,
    seq = seq + 1,
    finished_ms = ?3,
    lease_owner = '',
    lease_until_ms = NULL,
    message = ?4
WHERE id = ?1 AND epoch = ?2 AND state = 'active'
RETURNING (SELECT paused FROM queue_state), *
