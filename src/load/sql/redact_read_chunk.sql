-- Chunk ?2 of upload ?1.
SELECT first_ordinal, outcomes, numbers, last4, befores, tally
FROM upload_chunk WHERE upload_id = ?1 AND chunk = ?2
