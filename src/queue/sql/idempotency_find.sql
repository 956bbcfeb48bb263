-- The job that a key stands for. ?1 user id, ?2 key, ?3 keys made before this are forgotten.
-- Returns the fingerprint and the job's id, or no row.
SELECT idempotency.fingerprint, jobs.id
FROM idempotency JOIN jobs ON jobs.number = idempotency.job
WHERE idempotency.user_id = ?1 AND idempotency.key = ?2 AND idempotency.created_ms >= ?3
