-- Version 6 of the queue's tables in PostgreSQL: as SQLite's schema_6.sql, which says what for.

ALTER TABLE removed_jobs ADD COLUMN discarded bigint NOT NULL DEFAULT 0
    CHECK (discarded IN (0, 1));
CREATE INDEX removed_jobs_undiscarded ON removed_jobs (job_id) WHERE discarded = 0;
