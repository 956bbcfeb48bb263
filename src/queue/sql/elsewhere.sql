-- The active jobs that somebody else runs. Returns the job, and behind it Bull's name of it or NULL.
SELECT (SELECT paused FROM queue_state), jobs.*, bull_jobs.bull_id
FROM jobs LEFT JOIN bull_jobs ON bull_jobs.job_id = jobs.id
WHERE jobs.state = 'active' AND jobs.processed_by <> ''
