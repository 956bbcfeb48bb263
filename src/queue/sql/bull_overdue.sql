-- Jobs of Bull producers that run for longer than these allowed, and that nobody asked to stop yet.
-- ?1 now. Returns their ids.
SELECT jobs.id FROM bull_jobs JOIN jobs ON jobs.id = bull_jobs.job_id
WHERE jobs.state = 'active' AND jobs.cancel_requested = 0 AND bull_jobs.timeout_ms > 0
    AND jobs.started_ms + bull_jobs.timeout_ms < ?1
