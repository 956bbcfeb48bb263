-- load.sql, with the open jobs counted in parts (schema_1.sql).
-- ?1 user id. Returns this person's jobs that have not ended, and everybody's.
SELECT
    (
        SELECT count(*) FROM jobs
        WHERE user_id = ?1 AND state IN ('waiting', 'delayed', 'active')
    ),
    (SELECT CAST(sum(jobs) AS bigint) FROM queue_open)
