-- Failed -> waiting, for one more run: the attempts at most become one more than were made.
-- ?1 id, ?2 now. Returns the job, or no row: it is not failed.
UPDATE jobs SET
    state = 'waiting',
    cancel_requested = 0,
    attempts_max = attempts_made + 1,
    stalls = 0,
    seq = seq + 1,
    processed_by = '',
    queued_ms = ?2,
    started_ms = NULL,
    finished_ms = NULL,
    message = ''
WHERE id = ?1 AND state = 'failed'
RETURNING (SELECT paused FROM queue_state), *
