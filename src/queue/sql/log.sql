-- Adds a line to a job's log; nothing when there is no such job. ?1 id, ?2 now, ?3 level, ?4 text.
-- Returns the job's number and the line's.
INSERT INTO job_log (job, number, at_ms, level, text)
SELECT
    jobs.number,
    1 + coalesce((SELECT max(line.number) FROM job_log AS line WHERE line.job = jobs.number), 0),
    ?2, ?3, ?4
FROM jobs WHERE jobs.id = ?1
RETURNING job, number
