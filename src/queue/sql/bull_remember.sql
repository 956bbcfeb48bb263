-- Remembers what a Bull producer added. ?1 id, ?2 Bull's name of it, ?3 longest run in ms, 0: any.
INSERT INTO bull_jobs (job_id, bull_id, timeout_ms) VALUES (?1, ?2, ?3)
ON CONFLICT (job_id) DO UPDATE SET
    bull_id = excluded.bull_id, timeout_ms = excluded.timeout_ms
