-- claim.sql for many claimers at once: each takes a job that no other has locked, so none waits for
-- another and no job is handed out twice.
-- ?1 worker, ?2 now, ?3 lease until, ?4 aging in ms. Returns the job, or no row: none waits, the
-- queue is paused, or others hold all that were looked at (free.sql tells).
--
-- Alone, the head of each priority would do; here the heads may be locked, or gone by the time they
-- are looked at, so the first 32 of each are candidates. They are locked one by one in the order of
-- urgency until one is had, and looked at again when they are: what was claimed since the statement
-- began no longer waits. The weaker lock, because a line for the job's log does not stand in the way.
WITH RECURSIVE priorities (priority) AS (
    (SELECT priority FROM jobs WHERE state = 'waiting' ORDER BY priority LIMIT 1)
    UNION ALL
    SELECT (
        SELECT jobs.priority FROM jobs
        WHERE state = 'waiting' AND jobs.priority > priorities.priority
        ORDER BY jobs.priority LIMIT 1
    )
    FROM priorities WHERE priorities.priority IS NOT NULL
),
candidates AS (
    SELECT heads.*
    FROM priorities CROSS JOIN LATERAL (
        SELECT jobs.number, jobs.priority, jobs.queued_ms FROM jobs
        WHERE state = 'waiting' AND jobs.priority = priorities.priority
        ORDER BY jobs.queued_ms, jobs.number LIMIT 32
    ) AS heads
),
chosen AS (
    SELECT locked.number
    FROM (
        SELECT number FROM candidates
        ORDER BY
            greatest(1, priority - greatest(0, CAST(?2 AS bigint) - queued_ms) / CAST(?4 AS bigint)),
            queued_ms, number
    ) AS ordered
    CROSS JOIN LATERAL (
        SELECT jobs.number FROM jobs
        WHERE jobs.number = ordered.number AND state = 'waiting'
        FOR NO KEY UPDATE SKIP LOCKED
    ) AS locked
    LIMIT 1
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
WHERE number = (SELECT number FROM chosen)
    AND state = 'waiting'
    AND (SELECT paused FROM queue_state) = 0
RETURNING (SELECT paused FROM queue_state), *
