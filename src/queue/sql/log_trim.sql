-- Drops the oldest lines of a job's log. ?1 the job's number, ?2 up to this line.
DELETE FROM job_log WHERE job = ?1 AND number <= ?2
