-- Forgets Bull's names of jobs that are gone, once the mirror was told. ?1 who tells it.
DELETE FROM bull_jobs
WHERE job_id IN (SELECT job_id FROM bull_outbox WHERE taken_by = ?1)
    AND NOT EXISTS (SELECT 1 FROM jobs WHERE jobs.id = bull_jobs.job_id)
