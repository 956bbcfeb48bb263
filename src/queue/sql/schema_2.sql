-- Version 2 of the queue's tables: what a mirror of the queue in Redis needs (docs/queue.md). While
-- nobody mirrors the queue, the triggers only ask one row.

ALTER TABLE jobs ADD COLUMN processed_by TEXT NOT NULL DEFAULT '';  -- 'bull': not by us
ALTER TABLE queue_state ADD COLUMN mirrored INTEGER NOT NULL DEFAULT 0 CHECK (mirrored IN (0, 1));

CREATE INDEX jobs_elsewhere ON jobs (processed_by) WHERE state = 'active' AND processed_by <> '';

-- The jobs of which Redis has an old picture, or none; '' is whether the queue is paused. A row is
-- taken by who tells Redis, and removed unless the job changed meanwhile.
CREATE TABLE bull_outbox (
    number INTEGER PRIMARY KEY AUTOINCREMENT,  -- in the order of arrival
    job_id TEXT NOT NULL UNIQUE,
    taken_by TEXT NOT NULL DEFAULT '',
    taken_ms INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX bull_outbox_taken ON bull_outbox (taken_by, number);

-- What a Bull producer added: Bull's own name of the job, and what it asked for that others lack.
CREATE TABLE bull_jobs (
    job_id TEXT PRIMARY KEY,
    bull_id TEXT NOT NULL UNIQUE,
    timeout_ms INTEGER NOT NULL DEFAULT 0 CHECK (timeout_ms >= 0)  -- of one run; 0: none
) STRICT, WITHOUT ROWID;

-- By what Redis was known when it was last looked at: whether it has lost its memory since.
CREATE TABLE bull_memory (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    run_id TEXT NOT NULL,
    canary TEXT NOT NULL,
    counter INTEGER NOT NULL
) STRICT;

CREATE TRIGGER jobs_mirror_added AFTER INSERT ON jobs
WHEN (SELECT mirrored FROM queue_state) = 1
BEGIN
    INSERT INTO bull_outbox (job_id) VALUES (new.id)
    ON CONFLICT (job_id) DO UPDATE SET taken_by = '';
END;

CREATE TRIGGER jobs_mirror_changed AFTER UPDATE OF seq ON jobs
WHEN new.seq <> old.seq AND (SELECT mirrored FROM queue_state) = 1
BEGIN
    INSERT INTO bull_outbox (job_id) VALUES (new.id)
    ON CONFLICT (job_id) DO UPDATE SET taken_by = '';
END;

CREATE TRIGGER jobs_mirror_removed AFTER DELETE ON jobs
WHEN (SELECT mirrored FROM queue_state) = 1
BEGIN
    INSERT INTO bull_outbox (job_id) VALUES (old.id)
    ON CONFLICT (job_id) DO UPDATE SET taken_by = '';
END;

CREATE TRIGGER queue_mirror_paused AFTER UPDATE OF paused ON queue_state
WHEN new.paused <> old.paused AND new.mirrored = 1
BEGIN
    INSERT INTO bull_outbox (job_id) VALUES ('')
    ON CONFLICT (job_id) DO UPDATE SET taken_by = '';
END;

-- The audit knows one action more. SQLite cannot change a CHECK, so the table is made anew.
DROP TRIGGER audit_stays;
DROP TRIGGER audit_remains;
ALTER TABLE audit RENAME TO audit_1;
CREATE TABLE audit (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    at_ms INTEGER NOT NULL,
    actor TEXT NOT NULL,  -- empty: the caller did not say
    action TEXT NOT NULL CHECK (
        action IN ('upload', 'retry', 'cancel', 'clean', 'pause', 'resume', 'promote')
    ),
    job_id TEXT NOT NULL,  -- empty: the queue as a whole
    details TEXT NOT NULL
) STRICT;
INSERT INTO audit SELECT * FROM audit_1;
DROP TABLE audit_1;

CREATE TRIGGER audit_stays BEFORE UPDATE ON audit
BEGIN
    SELECT raise(ABORT, 'the audit is only added to');
END;
CREATE TRIGGER audit_remains BEFORE DELETE ON audit
BEGIN
    SELECT raise(ABORT, 'the audit is only added to');
END;
