-- The job that Bull knows by this name, which may be the job's own. ?1 name.
-- Returns the job, and behind it Bull's name of it or NULL: the same.
SELECT (SELECT paused FROM queue_state), jobs.*, bull_jobs.bull_id
FROM jobs LEFT JOIN bull_jobs ON bull_jobs.job_id = jobs.id
WHERE jobs.id = coalesce((SELECT job_id FROM bull_jobs WHERE bull_id = ?1), ?1)
