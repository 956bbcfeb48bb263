-- A job is gone from Bull's world: it gets a name that stands for nothing there. ?1 id.
INSERT INTO bull_jobs (job_id, bull_id) SELECT id, id || ':before' FROM jobs WHERE id = ?1
ON CONFLICT (job_id) DO UPDATE SET bull_id = excluded.bull_id
