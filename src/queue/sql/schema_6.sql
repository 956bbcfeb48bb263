-- Version 6 of the queue's tables: whether what belonged to a removed job went, too. Of those that
-- were removed before this nobody knows: they are looked at once more.

ALTER TABLE removed_jobs ADD COLUMN discarded INTEGER NOT NULL DEFAULT 0
    CHECK (discarded IN (0, 1));
CREATE INDEX removed_jobs_undiscarded ON removed_jobs (job_id) WHERE discarded = 0;
