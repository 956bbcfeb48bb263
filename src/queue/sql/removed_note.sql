-- Notes that job ?1 is removed: ?2 user, ?3 province, ?4 municipality, ?5 its end, ?6 now. Where an
-- earlier job had this id, the later one is the one that people know.
INSERT INTO removed_jobs (
    job_id, user_id, province_code, municipality_code, finished_ms, removed_ms
) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT (job_id) DO UPDATE SET
    user_id = excluded.user_id,
    province_code = excluded.province_code,
    municipality_code = excluded.municipality_code,
    finished_ms = excluded.finished_ms,
    removed_ms = excluded.removed_ms,
    discarded = 0
