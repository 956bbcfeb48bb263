-- The last digest ?2 and the facts ?3 of upload ?1.
UPDATE upload_fence SET last_digest = ?2, facts_json = ?3 WHERE upload_id = ?1
