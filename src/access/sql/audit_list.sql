-- ?1 number to begin behind, ?2 how many at most.
SELECT
    number, at_ms, actor, origin, action, subject, details, file_sha256,
    coalesce(queue_number, 0), hash
FROM audit_chain
WHERE number > CAST(?1 AS bigint)
ORDER BY number
LIMIT CAST(?2 AS bigint)
