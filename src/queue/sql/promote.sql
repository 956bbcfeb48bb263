-- Some of the delayed jobs that are due -> waiting; they wait since they were due.
-- ?1 now, ?2 how many at most. Returns the jobs.
WITH due AS (
    SELECT number FROM jobs WHERE run_at_ms <= ?1 ORDER BY run_at_ms, number LIMIT ?2
    --postgres FOR NO KEY UPDATE SKIP LOCKED
)
UPDATE jobs SET state = 'waiting', seq = seq + 1, queued_ms = run_at_ms, run_at_ms = NULL
WHERE number IN (SELECT number FROM due)
RETURNING (SELECT paused FROM queue_state), *
