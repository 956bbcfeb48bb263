-- Active -> completed. ?1 id, ?2 epoch, ?3 now, ?4 message, ?5 report's name.
-- The first error stays, the last is over. Returns the job, or no row: lease lost.
UPDATE jobs SET
    state = 'completed',
    stage = 'completion',
    waiting_for = '',
    progress = 100,
    seq = seq + 1,
    finished_ms = ?3,
    lease_owner = '',
    lease_until_ms = NULL,
    error_code = NULL,
    error_message = NULL,
    message = ?4,
    report_name = ?5
WHERE id = ?1 AND epoch = ?2 AND state = 'active'
RETURNING (SELECT paused FROM queue_state), *
