-- Entries that say something else than the queue's own row, or whose row is gone.
SELECT audit_chain.number
FROM audit_chain
LEFT JOIN audit ON audit.number = audit_chain.queue_number
WHERE audit_chain.queue_number IS NOT NULL AND (
    audit.number IS NULL OR audit.at_ms <> audit_chain.at_ms
    OR audit.actor <> audit_chain.actor OR audit.action <> audit_chain.action
    OR audit.job_id <> audit_chain.subject OR audit.details <> audit_chain.details
    OR audit.origin <> audit_chain.origin
)
ORDER BY audit_chain.number
LIMIT 20
