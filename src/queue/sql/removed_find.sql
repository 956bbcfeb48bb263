-- Whose the removed job ?1 was, when it ended and when it was removed.
SELECT user_id, province_code, municipality_code, finished_ms, removed_ms
FROM removed_jobs WHERE job_id = ?1
