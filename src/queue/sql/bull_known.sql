-- What a Bull producer asked for of the job ?1 that others lack. No row: no Bull producer added it.
-- The columns are known to backoff_from (row.hpp).
SELECT bull_id, timeout_ms, backoff_ms, backoff_grows FROM bull_jobs WHERE job_id = ?1
