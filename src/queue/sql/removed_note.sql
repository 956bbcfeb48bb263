-- Notes that job ?1 is removed: ?2 user, ?3 province, ?4 municipality, ?5 its end, ?6 now.
INSERT INTO removed_jobs (
    job_id, user_id, province_code, municipality_code, finished_ms, removed_ms
) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT (job_id) DO NOTHING
