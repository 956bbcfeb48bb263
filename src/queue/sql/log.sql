-- Adds a line to a job's log; nothing when there is no such job. ?1 id, ?2 now, ?3 level, ?4 text.
-- Needs: nobody else adds to this log meanwhile. Returns the job's number and the line's.
INSERT INTO job_log (job, number, at_ms, level, text)
SELECT
    jobs.number,
    1 + coalesce((SELECT max(line.number) FROM job_log AS line WHERE line.job = jobs.number), 0),
    CAST(?2 AS bigint), CAST(?3 AS text), CAST(?4 AS text)
FROM jobs WHERE jobs.id = ?1
RETURNING job, number
