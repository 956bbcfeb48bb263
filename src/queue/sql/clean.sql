-- Removes the jobs that ended first, with their logs and keys. ?1 ended before this,
-- ?2 how many at most. Returns the jobs.
DELETE FROM jobs
WHERE number IN (
    SELECT number FROM jobs WHERE finished_ms < ?1 ORDER BY finished_ms, number LIMIT ?2
)
RETURNING (SELECT paused FROM queue_state), *
