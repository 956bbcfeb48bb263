-- At most ?1 removed jobs that may have left something. One whose id a job has again is none of
-- them: what there is belongs to that job.
SELECT job_id FROM removed_jobs
WHERE discarded = 0 AND NOT EXISTS (SELECT 1 FROM jobs WHERE jobs.id = removed_jobs.job_id)
ORDER BY job_id LIMIT ?1
