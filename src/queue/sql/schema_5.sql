-- Version 5 of the queue's tables: the pause that a Bull producer wants between two attempts.

ALTER TABLE bull_jobs ADD COLUMN backoff_ms INTEGER CHECK (backoff_ms >= 0);  -- NULL: ours
ALTER TABLE bull_jobs ADD COLUMN backoff_grows INTEGER NOT NULL DEFAULT 0
    CHECK (backoff_grows IN (0, 1));  -- with each attempt
