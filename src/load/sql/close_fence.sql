-- Raises the fence of job ?1 above epoch ?2: no attempt of that epoch or an earlier one writes any more.
UPDATE upload_fence SET epoch = CAST(?2 AS bigint) + 1 WHERE job_id = ?1 AND epoch <= ?2
