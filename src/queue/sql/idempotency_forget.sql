-- Removes some of the keys that are too old to count. ?1 made before this, ?2 how many at most.
WITH old AS (
    SELECT user_id, key FROM idempotency WHERE created_ms < ?1 ORDER BY created_ms LIMIT ?2
    --postgres FOR UPDATE SKIP LOCKED
)
DELETE FROM idempotency WHERE (user_id, key) IN (SELECT user_id, key FROM old)
