-- Removes the jobs that ended first, with their logs and keys. ?1 ended before this,
-- ?2 how many at most. Returns the jobs.
WITH ended AS (
    SELECT number FROM jobs WHERE finished_ms < ?1 ORDER BY finished_ms, number LIMIT ?2
    --postgres FOR UPDATE SKIP LOCKED
)
DELETE FROM jobs WHERE number IN (SELECT number FROM ended)
RETURNING (SELECT paused FROM queue_state), *
