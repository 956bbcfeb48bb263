-- The same of a job whose own id was its name. ?1 the name.
INSERT INTO bull_jobs (job_id, bull_id) SELECT id, id || ':before' FROM jobs WHERE id = ?1
ON CONFLICT (job_id) DO NOTHING
