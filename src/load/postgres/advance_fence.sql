-- Moves the cursor of upload $1 past chunk $3 when the fence still stands at epoch $2: $4 rows done,
-- $5 digest, $6 tally. Must change one row; run last, so that a stale attempt undoes all.
UPDATE upload_fence
SET next_chunk = $3 + 1, rows_done = $4, last_digest = $5, tally = $6, updated_at = now()
WHERE upload_id = $1 AND epoch = $2 AND next_chunk = $3
