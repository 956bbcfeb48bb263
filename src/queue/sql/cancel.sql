-- Waiting or delayed -> cancelled; active: asks its worker to stop.
-- ?1 id, ?2 now, ?3 message. Returns the job, or no row: it has ended.
UPDATE jobs SET
    state = iif(state = 'active', 'active', 'cancelled'),
    cancel_requested = 1,
    seq = seq + (state <> 'active' OR cancel_requested = 0),
    run_at_ms = NULL,
    finished_ms = iif(state = 'active', NULL, ?2),
    message = iif(state = 'active', message, ?3)
WHERE id = ?1 AND state IN ('waiting', 'delayed', 'active')
RETURNING (SELECT paused FROM queue_state), *
