-- Hands out the most urgent waiting job. Waiting -> active.
-- ?1 worker, ?2 now, ?3 lease until, ?4 aging in ms. Returns the job, or no row: none waits, or the
-- queue is paused.
--
-- A job gains one step of priority every ?4 ms, never above 1; among equals the oldest goes first.
-- Within one priority the oldest is then always the most urgent, so only the head of each priority
-- is compared: as many index look-ups as there are priorities, however many jobs wait.
WITH RECURSIVE priorities (priority) AS (
    SELECT min(priority) FROM jobs INDEXED BY jobs_waiting WHERE state = 'waiting'
    UNION ALL
    SELECT (
        SELECT min(jobs.priority) FROM jobs INDEXED BY jobs_waiting
        WHERE state = 'waiting' AND jobs.priority > priorities.priority
    )
    FROM priorities WHERE priorities.priority IS NOT NULL
),
heads (number) AS (
    SELECT (
        SELECT jobs.number FROM jobs INDEXED BY jobs_waiting
        WHERE state = 'waiting' AND jobs.priority = priorities.priority
        ORDER BY queued_ms, jobs.number LIMIT 1
    )
    FROM priorities WHERE priorities.priority IS NOT NULL
)
UPDATE jobs SET
    state = 'active',
    stage = 'initialization',
    epoch = epoch + 1,
    seq = seq + 1,
    started_ms = ?2,
    message = '',
    processed_by = '',
    lease_owner = ?1,
    lease_until_ms = ?3
WHERE state = 'waiting'
    AND (SELECT paused FROM queue_state) = 0
    AND number = (
        SELECT jobs.number FROM heads CROSS JOIN jobs ON jobs.number = heads.number
        ORDER BY max(1, priority - max(0, ?2 - queued_ms) / ?4), queued_ms, jobs.number
        LIMIT 1
    )
RETURNING (SELECT paused FROM queue_state), *
