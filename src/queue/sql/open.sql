-- Jobs that have not ended. ?1 behind this number in the order of arrival, ?2 how many at most.
-- Returns the job, and behind it Bull's name of it or NULL: the same.
SELECT (SELECT paused FROM queue_state), jobs.*, bull_jobs.bull_id
FROM jobs LEFT JOIN bull_jobs ON bull_jobs.job_id = jobs.id
WHERE jobs.finished_ms IS NULL AND jobs.number > ?1
ORDER BY jobs.number LIMIT ?2
