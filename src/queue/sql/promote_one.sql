-- Delayed -> waiting, now. ?1 id, ?2 now. Returns the job, or no row: it is not delayed.
UPDATE jobs SET state = 'waiting', seq = seq + 1, queued_ms = ?2, run_at_ms = NULL
WHERE id = ?1 AND state = 'delayed'
RETURNING (SELECT paused FROM queue_state), *
