-- Another job has a name of Bull's from now on: who had it gets one that stands for nothing there.
-- ?1 the name.
UPDATE bull_jobs SET bull_id = job_id || ':before' WHERE bull_id = ?1
