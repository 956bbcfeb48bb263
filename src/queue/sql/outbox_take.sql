-- Takes some of the jobs of which the mirror has an old picture, those first that wait longest: new
-- ones, and those of somebody who took them long ago and never came back.
-- ?1 who takes them, ?2 now, ?3 taken before this counts no more, ?4 how many at most.
WITH old AS (
    SELECT number FROM bull_outbox
    WHERE taken_by = '' OR taken_by = ?1 OR taken_ms < ?3
    ORDER BY number LIMIT ?4
    --postgres FOR UPDATE SKIP LOCKED
)
UPDATE bull_outbox SET taken_by = ?1, taken_ms = CAST(?2 AS bigint)
WHERE number IN (SELECT number FROM old)
