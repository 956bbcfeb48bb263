-- Version 5 of the queue's tables in PostgreSQL: as SQLite's schema_5.sql, which says what for.

ALTER TABLE bull_jobs ADD COLUMN backoff_ms bigint CHECK (backoff_ms >= 0);
ALTER TABLE bull_jobs ADD COLUMN backoff_grows bigint NOT NULL DEFAULT 0
    CHECK (backoff_grows IN (0, 1));
