-- position.sql in PostgreSQL's words: it knows no INDEXED BY, no max of two values, and gives sums
-- and means as numeric.
-- ?1 id, ?2 now, ?3 aging in ms, ?4 jobs that ended since then tell how long one takes.
-- Returns jobs ahead, active jobs, whether the queue is paused, and the mean duration in ms of the
-- last completed ones or NULL; or no row: it does not wait.
WITH RECURSIVE job (number, queued_ms, aged) AS (
    SELECT number, queued_ms, greatest(1, priority - greatest(0, ?2 - queued_ms) / ?3)
    FROM jobs WHERE id = ?1 AND state = 'waiting'
),
priorities (priority) AS (
    (SELECT priority FROM jobs WHERE state = 'waiting' ORDER BY priority LIMIT 1)
    UNION ALL
    SELECT (
        SELECT jobs.priority FROM jobs
        WHERE state = 'waiting' AND jobs.priority > priorities.priority
        ORDER BY jobs.priority LIMIT 1
    )
    FROM priorities WHERE priorities.priority IS NOT NULL
),
bounds (priority, sooner_ms, equal_ms, queued_ms, number) AS (
    SELECT
        priority,
        CASE
            WHEN aged = 1 THEN -9223372036854775807
            WHEN priority < aged THEN 9223372036854775807
            ELSE ?2 - (priority - aged + 1) * ?3
        END,
        CASE
            WHEN priority <= aged THEN queued_ms
            ELSE least(queued_ms, ?2 - (priority - aged) * ?3)
        END,
        queued_ms,
        number
    FROM job CROSS JOIN priorities WHERE priority IS NOT NULL
)
SELECT
    (
        SELECT
            CAST(
                sum(
                    (
                        SELECT count(*) FROM jobs AS other
                        WHERE other.state = 'waiting' AND other.priority = bounds.priority
                            AND other.queued_ms <= bounds.sooner_ms
                    ) + (
                        SELECT count(*) FROM jobs AS other
                        WHERE other.state = 'waiting' AND other.priority = bounds.priority
                            AND other.queued_ms > bounds.sooner_ms
                            AND other.queued_ms <= bounds.equal_ms
                            AND (
                                other.queued_ms < bounds.queued_ms OR other.number < bounds.number
                            )
                    )
                ) AS bigint
            )
        FROM bounds
    ),
    (SELECT count(*) FROM jobs AS busy WHERE busy.lease_until_ms IS NOT NULL),
    (SELECT paused FROM queue_state),
    (
        SELECT CAST(trunc(avg(duration)) AS bigint) FROM (
            SELECT CASE WHEN state = 'completed' THEN finished_ms - started_ms END AS duration
            FROM jobs
            WHERE finished_ms >= ?4 ORDER BY finished_ms DESC LIMIT 50
        ) AS ended
    )
FROM job
