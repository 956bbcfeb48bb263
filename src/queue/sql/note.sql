-- Where a running job is. ?1 id, ?2 epoch, ?3 stage or '': as it was, ?4 waiting for, ?5 progress,
-- ?6 whether a chunk was committed: the count of stalls starts again.
-- Returns seq, or no row: lease lost.
UPDATE jobs SET
    stage = coalesce(nullif(?3, ''), stage),
    waiting_for = ?4,
    progress = CASE WHEN progress < ?5 THEN ?5 ELSE progress END,
    stalls = CASE WHEN CAST(?6 AS bigint) <> 0 THEN 0 ELSE stalls END,
    seq = seq + CASE
        WHEN CAST(?6 AS bigint) <> 0 OR stage <> coalesce(nullif(?3, ''), stage)
            OR waiting_for <> ?4 OR progress < ?5
            THEN 1
        ELSE 0
    END
WHERE id = ?1 AND epoch = ?2 AND state = 'active'
RETURNING seq
