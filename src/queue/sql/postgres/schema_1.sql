-- Version 1 of the queue's tables in PostgreSQL. What must never be is refused here as it is in
-- SQLite's schema_1.sql, whose columns these are in the same order: row.cpp reads both.
--
-- Texts are compared byte by byte, as SQLite does, whatever the database's locale. Flags are
-- numbers, so that one statement serves both.

CREATE TABLE jobs (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,  -- in the order of arrival
    id text COLLATE "C" NOT NULL UNIQUE,
    user_id text COLLATE "C" NOT NULL,
    email text COLLATE "C" NOT NULL,
    role text COLLATE "C" NOT NULL,
    province_code text COLLATE "C" NOT NULL,
    municipality_code text COLLATE "C" NOT NULL,
    file_name text COLLATE "C" NOT NULL,
    file_size bigint NOT NULL CHECK (file_size >= 0),
    file_sha256 text COLLATE "C" NOT NULL,
    mode text COLLATE "C" NOT NULL CHECK (mode IN ('upsert', 'insert', 'update')),
    dry_run bigint NOT NULL CHECK (dry_run IN (0, 1)),
    priority bigint NOT NULL CHECK (priority >= 1),
    state text COLLATE "C" NOT NULL CHECK (
        state IN ('waiting', 'delayed', 'active', 'completed', 'failed', 'cancelled')
    ),
    stage text COLLATE "C" NOT NULL DEFAULT 'initialization',
    waiting_for text COLLATE "C" NOT NULL DEFAULT '' CHECK (waiting_for = '' OR state = 'active'),
    progress bigint NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 100),
    cancel_requested bigint NOT NULL DEFAULT 0 CHECK (cancel_requested IN (0, 1)),
    attempts_made bigint NOT NULL DEFAULT 0,
    attempts_max bigint NOT NULL CHECK (attempts_max >= 1),
    stalls bigint NOT NULL DEFAULT 0,
    epoch bigint NOT NULL DEFAULT 0,
    seq bigint NOT NULL DEFAULT 1,
    created_ms bigint NOT NULL,
    run_at_ms bigint,
    queued_ms bigint NOT NULL,  -- since when it waits: what aging counts from
    started_ms bigint,
    finished_ms bigint,
    lease_owner text COLLATE "C" NOT NULL DEFAULT '',
    lease_until_ms bigint,
    error_code text COLLATE "C",
    error_message text COLLATE "C",
    first_error_code text COLLATE "C",
    first_error_message text COLLATE "C",
    message text COLLATE "C" NOT NULL DEFAULT '',
    report_name text COLLATE "C" NOT NULL DEFAULT '',
    CHECK ((state = 'delayed') = (run_at_ms IS NOT NULL)),
    CHECK ((state = 'active') = (lease_until_ms IS NOT NULL)),
    CHECK ((state IN ('completed', 'failed', 'cancelled')) = (finished_ms IS NOT NULL)),
    CHECK (state <> 'active' OR (epoch > 0 AND started_ms IS NOT NULL)),
    CHECK (state <> 'failed' OR error_code IS NOT NULL),
    CHECK ((error_code IS NULL) = (error_message IS NULL)),
    CHECK ((first_error_code IS NULL) = (first_error_message IS NULL))
)
-- Each job is updated a few times soon after it came: its new versions find room on its page, and
-- dead ones are swept before a claim has to walk over many.
WITH (
    fillfactor = 70,
    autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500,
    autovacuum_analyze_scale_factor = 0.02, autovacuum_analyze_threshold = 500
);

CREATE INDEX jobs_waiting ON jobs (priority, queued_ms, number) WHERE state = 'waiting';
CREATE INDEX jobs_due ON jobs (run_at_ms) WHERE run_at_ms IS NOT NULL;
CREATE INDEX jobs_leased ON jobs (lease_until_ms) WHERE lease_until_ms IS NOT NULL;
CREATE INDEX jobs_ended ON jobs (finished_ms) WHERE finished_ms IS NOT NULL;
CREATE INDEX jobs_by_bytes ON jobs (file_sha256);
CREATE INDEX jobs_by_state ON jobs (state);
CREATE INDEX jobs_by_user ON jobs (user_id, state);
CREATE INDEX jobs_by_province ON jobs (province_code, state);
CREATE INDEX jobs_by_province_newest ON jobs (province_code, number);
CREATE INDEX jobs_by_municipality ON jobs (municipality_code, state);

-- One row: whether the queue is paused.
CREATE TABLE queue_state (
    one bigint PRIMARY KEY CHECK (one = 1),
    paused bigint NOT NULL CHECK (paused IN (0, 1))
);
INSERT INTO queue_state (one, paused) VALUES (1, 0);

-- How many jobs have not ended, in parts whose sum it is: one row would be a lock that every upload
-- and every end of the whole cluster had to wait for (16 clients on two cores: 400 uploads a second
-- with one row, 800 with these). A job that one part opened another may close, so a part alone says
-- nothing and may be below 0.
CREATE TABLE queue_open (
    part bigint PRIMARY KEY,
    jobs bigint NOT NULL
)
WITH (fillfactor = 25, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
INSERT INTO queue_open (part, jobs) SELECT part, 0 FROM generate_series(0, 63) AS part;

CREATE FUNCTION queue_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0];
END $$;

CREATE FUNCTION queue_count() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE queue_open SET jobs = jobs + TG_ARGV[0]::bigint WHERE part = pg_backend_pid() % 64;
    RETURN NULL;
END $$;

CREATE TRIGGER jobs_begin BEFORE INSERT ON jobs FOR EACH ROW
WHEN (new.state NOT IN ('waiting', 'delayed'))
EXECUTE FUNCTION queue_refuse('a job begins waiting or delayed');

CREATE TRIGGER jobs_arrows BEFORE UPDATE OF state ON jobs FOR EACH ROW
WHEN (
    old.state <> new.state AND old.state || ' ' || new.state NOT IN (
        'delayed waiting', 'delayed cancelled',
        'waiting active', 'waiting cancelled',
        'active waiting', 'active delayed', 'active completed', 'active failed', 'active cancelled',
        'failed waiting'
    )
)
EXECUTE FUNCTION queue_refuse('no such arrow between states of a job');

CREATE TRIGGER jobs_never_back BEFORE UPDATE OF progress, attempts_made, epoch, seq ON jobs
FOR EACH ROW
WHEN (
    new.progress < old.progress OR new.attempts_made < old.attempts_made
    OR new.epoch < old.epoch OR new.seq < old.seq
)
EXECUTE FUNCTION queue_refuse('progress, attempts, epoch and seq of a job never go back');

CREATE TRIGGER jobs_stay_until_ended BEFORE DELETE ON jobs FOR EACH ROW
WHEN (old.finished_ms IS NULL)
EXECUTE FUNCTION queue_refuse('only ended jobs are removed');

CREATE TRIGGER jobs_stay_whole BEFORE TRUNCATE ON jobs FOR EACH STATEMENT
EXECUTE FUNCTION queue_refuse('only ended jobs are removed');

CREATE TRIGGER jobs_opened AFTER INSERT ON jobs FOR EACH ROW
EXECUTE FUNCTION queue_count('1');

CREATE TRIGGER jobs_closed AFTER UPDATE OF state ON jobs FOR EACH ROW
WHEN (old.finished_ms IS NULL AND new.finished_ms IS NOT NULL)
EXECUTE FUNCTION queue_count('-1');

CREATE TRIGGER jobs_opened_again AFTER UPDATE OF state ON jobs FOR EACH ROW
WHEN (old.finished_ms IS NOT NULL AND new.finished_ms IS NULL)
EXECUTE FUNCTION queue_count('1');

CREATE TABLE idempotency (
    user_id text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
    fingerprint text COLLATE "C" NOT NULL,
    job bigint NOT NULL REFERENCES jobs (number) ON DELETE CASCADE,
    created_ms bigint NOT NULL,
    PRIMARY KEY (user_id, key)
);
CREATE INDEX idempotency_by_job ON idempotency (job);
CREATE INDEX idempotency_by_age ON idempotency (created_ms);

CREATE TABLE job_log (
    job bigint NOT NULL REFERENCES jobs (number) ON DELETE CASCADE,
    number bigint NOT NULL,
    at_ms bigint NOT NULL,
    level text COLLATE "C" NOT NULL CHECK (level IN ('info', 'warning', 'error')),
    text text COLLATE "C" NOT NULL,
    PRIMARY KEY (job, number)
);

-- Who did what. Outlives its jobs, so it names them by id.
CREATE TABLE audit (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at_ms bigint NOT NULL,
    actor text COLLATE "C" NOT NULL,  -- empty: the caller did not say
    action text COLLATE "C" NOT NULL CHECK (
        action IN ('upload', 'retry', 'cancel', 'clean', 'pause', 'resume')
    ),
    job_id text COLLATE "C" NOT NULL,  -- empty: the queue as a whole
    details text COLLATE "C" NOT NULL
);

CREATE TRIGGER audit_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON audit FOR EACH STATEMENT
EXECUTE FUNCTION queue_refuse('the audit is only added to');
