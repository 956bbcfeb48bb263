-- Remembers a key; one that was forgotten by age gives way.
-- ?1 user id, ?2 key, ?3 fingerprint, ?4 job id, ?5 now.
INSERT OR REPLACE INTO idempotency (user_id, key, fingerprint, job, created_ms)
SELECT ?1, ?2, ?3, number, ?5 FROM jobs WHERE id = ?4
