-- The job that this request made when it came before: under the same id, or its user's key.
-- ?1 id, ?2 user id, ?3 key or '', ?4 keys made before this are forgotten.
-- Returns its id, user id and SHA-256, and the key's fingerprint or NULL; or no row.
SELECT id, user_id, file_sha256, NULL FROM jobs WHERE id = ?1
UNION ALL
SELECT jobs.id, jobs.user_id, jobs.file_sha256, idempotency.fingerprint
FROM idempotency JOIN jobs ON jobs.number = idempotency.job
WHERE idempotency.user_id = ?2 AND idempotency.key = ?3 AND idempotency.created_ms >= ?4
