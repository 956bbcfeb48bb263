-- Where a waiting job stands. ?1 id, ?2 now, ?3 aging in ms (see claim.sql),
-- ?4 jobs that ended since then tell how long one takes.
-- Returns jobs ahead, active jobs, whether the queue is paused, and the mean duration in ms of the
-- last completed ones or NULL; or no row: it does not wait.
SELECT
    (
        SELECT count(*) FROM jobs AS other INDEXED BY jobs_waiting
        WHERE other.state = 'waiting'
            AND (
                max(1, other.priority - max(0, ?2 - other.queued_ms) / ?3),
                other.queued_ms,
                other.number
            ) < (
                max(1, job.priority - max(0, ?2 - job.queued_ms) / ?3),
                job.queued_ms,
                job.number
            )
    ),
    (SELECT count(*) FROM jobs AS busy WHERE busy.lease_until_ms IS NOT NULL),
    (SELECT paused FROM queue_state),
    (
        SELECT CAST(avg(duration) AS INTEGER) FROM (
            SELECT iif(state = 'completed', finished_ms - started_ms, NULL) AS duration FROM jobs
            WHERE finished_ms >= ?4 ORDER BY finished_ms DESC LIMIT 50
        )
    )
FROM jobs AS job
WHERE job.id = ?1 AND job.state = 'waiting'
