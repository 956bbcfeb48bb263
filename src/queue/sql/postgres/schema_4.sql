-- Version 4 of the queue's tables in PostgreSQL: as SQLite's schema_4.sql, which says what for.

CREATE TABLE removed_jobs (
    job_id text COLLATE "C" PRIMARY KEY,
    user_id text NOT NULL,
    province_code text NOT NULL,
    municipality_code text NOT NULL,
    finished_ms bigint NOT NULL,
    removed_ms bigint NOT NULL
);
CREATE INDEX removed_jobs_by_time ON removed_jobs (removed_ms);
