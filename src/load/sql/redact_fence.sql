-- The ledger of job ?1, held until the transaction ends: number, chunks, the file's SHA-256, facts.
SELECT upload_id, next_chunk, source_sha256, facts_json FROM upload_fence WHERE job_id = ?1
--postgres FOR UPDATE
