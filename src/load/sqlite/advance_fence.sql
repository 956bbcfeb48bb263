-- Moves the cursor of upload ?1 past chunk ?3 when the fence still stands at epoch ?2: ?4 rows done,
-- ?5 digest, ?6 tally, ?7 now. Must change one row; run after the members, so that a
-- stale attempt undoes all.
UPDATE upload_fence
SET next_chunk = ?3 + 1, rows_done = ?4, last_digest = ?5, tally = ?6, updated_at = ?7
WHERE upload_id = ?1 AND epoch = ?2 AND next_chunk = ?3
