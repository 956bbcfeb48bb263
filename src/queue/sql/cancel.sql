-- Waiting or delayed -> cancelled; active: asks its worker to stop.
-- ?1 id, ?2 now, ?3 message. Returns the job, or no row: it has ended.
UPDATE jobs SET
    state = CASE WHEN state = 'active' THEN 'active' ELSE 'cancelled' END,
    cancel_requested = 1,
    seq = seq + CASE WHEN state <> 'active' OR cancel_requested = 0 THEN 1 ELSE 0 END,
    run_at_ms = NULL,
    finished_ms = CASE WHEN state = 'active' THEN NULL ELSE CAST(?2 AS bigint) END,
    message = CASE WHEN state = 'active' THEN message ELSE ?3 END
WHERE id = ?1 AND state IN ('waiting', 'delayed', 'active')
RETURNING (SELECT paused FROM queue_state), *
