-- Notes that nothing is left of what belonged to the removed job ?1.
UPDATE removed_jobs SET discarded = 1 WHERE job_id = ?1 AND discarded = 0
