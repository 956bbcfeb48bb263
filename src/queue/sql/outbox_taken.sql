-- What was taken. ?1 by whom.
-- Returns the job, or NULLs: it is gone; behind it its id or '' for the queue, and Bull's name of it
-- or NULL: the same.
SELECT (SELECT paused FROM queue_state), jobs.*, bull_outbox.job_id, bull_jobs.bull_id
FROM bull_outbox
LEFT JOIN jobs ON jobs.id = bull_outbox.job_id
LEFT JOIN bull_jobs ON bull_jobs.job_id = bull_outbox.job_id
WHERE bull_outbox.taken_by = ?1
ORDER BY bull_outbox.number
