-- ?1 number, ?2 time, ?3 actor, ?4 origin, ?5 action, ?6 subject, ?7 details, ?8 file's SHA-256, ?9
-- number of the queue's row or 0, ?10 hash.
INSERT INTO audit_chain (
    number, at_ms, actor, origin, action, subject, details, file_sha256, queue_number, hash
)
VALUES (
    CAST(?1 AS bigint), CAST(?2 AS bigint), ?3, ?4, ?5, ?6, ?7, ?8,
    nullif(CAST(?9 AS bigint), 0), ?10
)
