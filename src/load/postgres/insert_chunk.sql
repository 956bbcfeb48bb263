-- $1 upload, $2 chunk, $3 epoch, $4 first ordinal, $5 rows, $6 outcomes, $7 numbers, $8 last four
-- digits, $9 befores, $10 tally, $11 digest before, $12 digest. Inserts nothing when another attempt
-- has committed the chunk; waits for one that is about to.
INSERT INTO upload_chunk (
    upload_id, chunk, epoch, first_ordinal, row_count, outcomes, numbers, last4, befores, tally,
    prev_digest, rows_digest
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
ON CONFLICT (upload_id, chunk) DO NOTHING
