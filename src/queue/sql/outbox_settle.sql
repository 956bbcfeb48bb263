-- Forgets what the mirror was told, but for jobs that changed meanwhile. ?1 who took them.
WITH told AS (
    SELECT number FROM bull_outbox WHERE taken_by = ?1
    --postgres FOR UPDATE SKIP LOCKED
)
DELETE FROM bull_outbox WHERE number IN (SELECT number FROM told)
