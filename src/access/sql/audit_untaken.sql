-- What the queue recorded and the chain does not have yet, at most ?1 rows. Of several transactions
-- at once a later number may be seen first: so a thousand numbers before the last are looked at
-- again. The file's hash while its job is there.
SELECT
    audit.number, audit.at_ms, audit.actor, audit.action, audit.job_id, audit.details,
    coalesce(jobs.file_sha256, ''), audit.origin
FROM audit
LEFT JOIN jobs ON jobs.id = audit.job_id
WHERE audit.number > (SELECT coalesce(max(queue_number), 0) - 1000 FROM audit_chain)
    AND NOT EXISTS (SELECT 1 FROM audit_chain WHERE queue_number = audit.number)
ORDER BY audit.number
LIMIT CAST(?1 AS bigint)
