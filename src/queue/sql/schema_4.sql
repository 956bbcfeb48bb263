-- Version 4 of the queue's tables: removed jobs, for who asks for the report of one: whose it was, and
-- when it went.

CREATE TABLE removed_jobs (
    job_id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL,
    province_code TEXT NOT NULL,
    municipality_code TEXT NOT NULL,
    finished_ms INTEGER NOT NULL,
    removed_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX removed_jobs_by_time ON removed_jobs (removed_ms);
