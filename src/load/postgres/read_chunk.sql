-- Chunk $2 of upload $1.
SELECT
    chunk, first_ordinal, outcomes, numbers, last4, befores, tally, prev_digest, rows_digest,
    row_count
FROM upload_chunk WHERE upload_id = $1 AND chunk = $2
