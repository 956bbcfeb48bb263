-- Version 1 of the queue's tables. Times are milliseconds since 1970, UTC.
--
-- What must never be is refused here and not only in the program: a state without what belongs to
-- it (CHECK), an arrow that docs/queue.md does not draw, a count that goes back, an audit row that
-- changes (triggers). Statements read `jobs` as `*`: row.cpp knows its columns in this order, and a
-- later version only adds columns at the end.

CREATE TABLE jobs (
    number INTEGER PRIMARY KEY AUTOINCREMENT,  -- in the order of arrival; never used twice
    id TEXT NOT NULL UNIQUE,
    user_id TEXT NOT NULL,
    email TEXT NOT NULL,
    role TEXT NOT NULL,
    province_code TEXT NOT NULL,
    municipality_code TEXT NOT NULL,
    file_name TEXT NOT NULL,
    file_size INTEGER NOT NULL CHECK (file_size >= 0),
    file_sha256 TEXT NOT NULL,
    mode TEXT NOT NULL CHECK (mode IN ('upsert', 'insert', 'update')),
    dry_run INTEGER NOT NULL CHECK (dry_run IN (0, 1)),
    priority INTEGER NOT NULL CHECK (priority >= 1),
    state TEXT NOT NULL CHECK (
        state IN ('waiting', 'delayed', 'active', 'completed', 'failed', 'cancelled')
    ),
    stage TEXT NOT NULL DEFAULT 'initialization',
    waiting_for TEXT NOT NULL DEFAULT '' CHECK (waiting_for = '' OR state = 'active'),
    progress INTEGER NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 100),
    cancel_requested INTEGER NOT NULL DEFAULT 0 CHECK (cancel_requested IN (0, 1)),
    attempts_made INTEGER NOT NULL DEFAULT 0,
    attempts_max INTEGER NOT NULL CHECK (attempts_max >= 1),
    stalls INTEGER NOT NULL DEFAULT 0,
    epoch INTEGER NOT NULL DEFAULT 0,
    seq INTEGER NOT NULL DEFAULT 1,
    created_ms INTEGER NOT NULL,
    run_at_ms INTEGER,
    queued_ms INTEGER NOT NULL,  -- since when it waits: what aging counts from
    started_ms INTEGER,
    finished_ms INTEGER,
    lease_owner TEXT NOT NULL DEFAULT '',
    lease_until_ms INTEGER,
    error_code TEXT,
    error_message TEXT,
    first_error_code TEXT,
    first_error_message TEXT,
    message TEXT NOT NULL DEFAULT '',
    report_name TEXT NOT NULL DEFAULT '',
    CHECK ((state = 'delayed') = (run_at_ms IS NOT NULL)),
    CHECK ((state = 'active') = (lease_until_ms IS NOT NULL)),
    CHECK ((state IN ('completed', 'failed', 'cancelled')) = (finished_ms IS NOT NULL)),
    CHECK (state <> 'active' OR (epoch > 0 AND started_ms IS NOT NULL)),
    CHECK (state <> 'failed' OR error_code IS NOT NULL),
    CHECK ((error_code IS NULL) = (error_message IS NULL)),
    CHECK ((first_error_code IS NULL) = (first_error_message IS NULL))
) STRICT;

-- Ends with the state, though it is the same in all of it, so that positions are told by it alone.
CREATE INDEX jobs_waiting ON jobs (priority, queued_ms, state) WHERE state = 'waiting';
CREATE INDEX jobs_due ON jobs (run_at_ms) WHERE run_at_ms IS NOT NULL;
CREATE INDEX jobs_leased ON jobs (lease_until_ms) WHERE lease_until_ms IS NOT NULL;
CREATE INDEX jobs_ended ON jobs (finished_ms) WHERE finished_ms IS NOT NULL;
CREATE INDEX jobs_by_bytes ON jobs (file_sha256);
CREATE INDEX jobs_by_state ON jobs (state);
CREATE INDEX jobs_by_user ON jobs (user_id, state);
CREATE INDEX jobs_by_province ON jobs (province_code, state);
CREATE INDEX jobs_by_province_newest ON jobs (province_code);
CREATE INDEX jobs_by_municipality ON jobs (municipality_code, state);

-- One row: whether the queue is paused, and how many jobs have not ended (counting 100,000 at every
-- upload would cost more than the upload).
CREATE TABLE queue_state (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    paused INTEGER NOT NULL CHECK (paused IN (0, 1)),
    open_jobs INTEGER NOT NULL CHECK (open_jobs >= 0)
) STRICT;
INSERT INTO queue_state (one, paused, open_jobs) VALUES (1, 0, 0);

CREATE TRIGGER jobs_begin BEFORE INSERT ON jobs
WHEN new.state NOT IN ('waiting', 'delayed')
BEGIN
    SELECT raise(ABORT, 'a job begins waiting or delayed');
END;

CREATE TRIGGER jobs_arrows BEFORE UPDATE OF state ON jobs
WHEN old.state <> new.state AND old.state || ' ' || new.state NOT IN (
    'delayed waiting', 'delayed cancelled',
    'waiting active', 'waiting cancelled',
    'active waiting', 'active delayed', 'active completed', 'active failed', 'active cancelled',
    'failed waiting'
)
BEGIN
    SELECT raise(ABORT, 'no such arrow between states of a job');
END;

CREATE TRIGGER jobs_never_back BEFORE UPDATE OF progress, attempts_made, epoch, seq ON jobs
WHEN new.progress < old.progress OR new.attempts_made < old.attempts_made
    OR new.epoch < old.epoch OR new.seq < old.seq
BEGIN
    SELECT raise(ABORT, 'progress, attempts, epoch and seq of a job never go back');
END;

CREATE TRIGGER jobs_stay_until_ended BEFORE DELETE ON jobs
WHEN old.finished_ms IS NULL
BEGIN
    SELECT raise(ABORT, 'only ended jobs are removed');
END;

CREATE TRIGGER jobs_opened AFTER INSERT ON jobs
BEGIN
    UPDATE queue_state SET open_jobs = open_jobs + 1;
END;

CREATE TRIGGER jobs_closed AFTER UPDATE OF state ON jobs
WHEN old.finished_ms IS NULL AND new.finished_ms IS NOT NULL
BEGIN
    UPDATE queue_state SET open_jobs = open_jobs - 1;
END;

CREATE TRIGGER jobs_opened_again AFTER UPDATE OF state ON jobs
WHEN old.finished_ms IS NOT NULL AND new.finished_ms IS NULL
BEGIN
    UPDATE queue_state SET open_jobs = open_jobs + 1;
END;

CREATE TABLE idempotency (
    user_id TEXT NOT NULL,
    key TEXT NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
    fingerprint TEXT NOT NULL,
    job INTEGER NOT NULL REFERENCES jobs (number) ON DELETE CASCADE,
    created_ms INTEGER NOT NULL,
    PRIMARY KEY (user_id, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_by_job ON idempotency (job);
CREATE INDEX idempotency_by_age ON idempotency (created_ms);

CREATE TABLE job_log (
    job INTEGER NOT NULL REFERENCES jobs (number) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    level TEXT NOT NULL CHECK (level IN ('info', 'warning', 'error')),
    text TEXT NOT NULL,
    PRIMARY KEY (job, number)
) STRICT, WITHOUT ROWID;

-- Who did what. Outlives its jobs, so it names them by id.
CREATE TABLE audit (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    at_ms INTEGER NOT NULL,
    actor TEXT NOT NULL,  -- empty: the caller did not say
    action TEXT NOT NULL CHECK (
        action IN ('upload', 'retry', 'cancel', 'clean', 'pause', 'resume')
    ),
    job_id TEXT NOT NULL,  -- empty: the queue as a whole
    details TEXT NOT NULL
) STRICT;

CREATE TRIGGER audit_stays BEFORE UPDATE ON audit
BEGIN
    SELECT raise(ABORT, 'the audit is only added to');
END;
CREATE TRIGGER audit_remains BEFORE DELETE ON audit
BEGIN
    SELECT raise(ABORT, 'the audit is only added to');
END;
