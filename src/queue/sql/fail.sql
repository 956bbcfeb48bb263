-- Active -> failed, or -> delayed when there is a time for the next attempt.
-- ?1 id, ?2 epoch, ?3 now, ?4 code, ?5 message, ?6 next attempt at, or NULL: none.
-- Returns the job, or no row: lease lost.
UPDATE jobs SET
    state = CASE WHEN CAST(?6 AS bigint) IS NULL THEN 'failed' ELSE 'delayed' END,
    waiting_for = '',
    attempts_made = attempts_made + 1,
    seq = seq + 1,
    processed_by = CASE WHEN CAST(?6 AS bigint) IS NULL THEN processed_by ELSE '' END,
    run_at_ms = CAST(?6 AS bigint),
    finished_ms = CASE WHEN CAST(?6 AS bigint) IS NULL THEN CAST(?3 AS bigint) END,
    lease_owner = '',
    lease_until_ms = NULL,
    error_code = ?4,
    error_message = ?5,
    first_error_code = coalesce(first_error_code, ?4),
    first_error_message = coalesce(first_error_message, ?5),
    message = ?5
WHERE id = ?1 AND epoch = ?2 AND state = 'active'
RETURNING (SELECT paused FROM queue_state), *
