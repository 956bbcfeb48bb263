-- Remembers what a Bull producer added. ?1 id, ?2 Bull's name of it, ?3 longest run in ms, 0: any,
-- ?4 pause between two attempts in ms, -1: ours, ?5 whether that grows.
INSERT INTO bull_jobs (job_id, bull_id, timeout_ms, backoff_ms, backoff_grows)
VALUES (?1, ?2, ?3, nullif(CAST(?4 AS bigint), -1), ?5)
ON CONFLICT (job_id) DO UPDATE SET
    bull_id = excluded.bull_id, timeout_ms = excluded.timeout_ms,
    backoff_ms = excluded.backoff_ms, backoff_grows = excluded.backoff_grows
