-- The newest job that stands in the way of the same bytes: it has not ended, or completed lately.
-- Dry runs, failed and cancelled jobs never do.
-- ?1 SHA-256, ?2 user id, ?3 mode, ?4 completed at this time or later. Returns its id, or no row.
SELECT id FROM jobs
WHERE file_sha256 = ?1 AND user_id = ?2 AND mode = ?3 AND dry_run = 0
    AND (
        state IN ('waiting', 'delayed', 'active')
        OR (state = 'completed' AND finished_ms >= ?4)
    )
ORDER BY number DESC LIMIT 1
