-- Where a waiting job stands. ?1 id, ?2 now, ?3 aging in ms (see claim.sql),
-- ?4 jobs that ended since then tell how long one takes.
-- Returns jobs ahead, active jobs, whether the queue is paused, and the mean duration in ms of the
-- last completed ones or NULL; or no row: it does not wait.
--
-- Within one priority the jobs ahead are the oldest ones: those that waited long enough to be more
-- urgent now (until `sooner_ms`), and of those as urgent (until `equal_ms`) the older ones. So each
-- priority is two ranges of the index, and no job's urgency is computed but this one's.
WITH RECURSIVE job (number, queued_ms, aged) AS (
    SELECT number, queued_ms, max(1, priority - max(0, ?2 - queued_ms) / ?3)
    FROM jobs WHERE id = ?1 AND state = 'waiting'
),
priorities (priority) AS (
    SELECT min(priority) FROM jobs INDEXED BY jobs_waiting WHERE state = 'waiting'
    UNION ALL
    SELECT (
        SELECT min(jobs.priority) FROM jobs INDEXED BY jobs_waiting
        WHERE state = 'waiting' AND jobs.priority > priorities.priority
    )
    FROM priorities WHERE priorities.priority IS NOT NULL
),
bounds (priority, sooner_ms, equal_ms, queued_ms, number) AS (
    SELECT
        priority,
        CASE
            WHEN aged = 1 THEN -9223372036854775808
            WHEN priority < aged THEN 9223372036854775807
            ELSE ?2 - (priority - aged + 1) * ?3
        END,
        iif(priority <= aged, queued_ms, min(queued_ms, ?2 - (priority - aged) * ?3)),
        queued_ms,
        number
    FROM job CROSS JOIN priorities WHERE priority IS NOT NULL
)
SELECT
    (
        SELECT
            sum(
                (
                    SELECT count(*) FROM jobs AS other INDEXED BY jobs_waiting
                    WHERE other.state = 'waiting' AND other.priority = bounds.priority
                        AND other.queued_ms <= bounds.sooner_ms
                ) + (
                    SELECT count(*) FROM jobs AS other INDEXED BY jobs_waiting
                    WHERE other.state = 'waiting' AND other.priority = bounds.priority
                        AND other.queued_ms > bounds.sooner_ms
                        AND other.queued_ms <= bounds.equal_ms
                        AND (
                            other.queued_ms < bounds.queued_ms OR other.number < bounds.number
                        )
                )
            )
        FROM bounds
    ),
    (SELECT count(*) FROM jobs AS busy WHERE busy.lease_until_ms IS NOT NULL),
    (SELECT paused FROM queue_state),
    (
        SELECT CAST(avg(duration) AS INTEGER) FROM (
            SELECT iif(state = 'completed', finished_ms - started_ms, NULL) AS duration FROM jobs
            WHERE finished_ms >= ?4 ORDER BY finished_ms DESC LIMIT 50
        )
    )
FROM job
