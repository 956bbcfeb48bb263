-- Remembers a key; one that was forgotten by age gives way.
-- ?1 user id, ?2 key, ?3 fingerprint, ?4 job id, ?5 now.
INSERT INTO idempotency (user_id, key, fingerprint, job, created_ms)
SELECT CAST(?1 AS text), CAST(?2 AS text), CAST(?3 AS text), number, CAST(?5 AS bigint)
FROM jobs WHERE id = ?4
ON CONFLICT (user_id, key) DO UPDATE SET
    fingerprint = excluded.fingerprint, job = excluded.job, created_ms = excluded.created_ms
