-- Takes a job in: waiting, or delayed when it has a time to run at.
-- ?1 id, ?2 user id, ?3 e-mail, ?4 role, ?5 province, ?6 municipality, ?7 file name, ?8 size,
-- ?9 SHA-256, ?10 mode, ?11 dry run, ?12 priority, ?13 attempts at most, ?14 now,
-- ?15 run at or NULL. Returns the job.
INSERT INTO jobs (
    id, user_id, email, role, province_code, municipality_code, file_name, file_size, file_sha256,
    mode, dry_run, priority, attempts_max, created_ms, queued_ms, run_at_ms, state
)
VALUES (
    ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?14, CAST(?15 AS bigint),
    CASE WHEN CAST(?15 AS bigint) IS NULL THEN 'waiting' ELSE 'delayed' END
)
RETURNING (SELECT paused FROM queue_state), *
