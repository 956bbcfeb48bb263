-- Puts what is left into chunk ?2 of upload ?1: ?3 last digits, ?4 befores, ?5 digest before,
-- ?6 digest.
UPDATE upload_chunk SET last4 = ?3, befores = ?4, prev_digest = ?5, rows_digest = ?6
WHERE upload_id = ?1 AND chunk = ?2
