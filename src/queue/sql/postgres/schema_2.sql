-- Version 2 of the queue's tables in PostgreSQL: as SQLite's schema_2.sql, which says what for.

ALTER TABLE jobs ADD COLUMN processed_by text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE queue_state ADD COLUMN mirrored bigint NOT NULL DEFAULT 0 CHECK (mirrored IN (0, 1));

CREATE INDEX jobs_elsewhere ON jobs (processed_by) WHERE state = 'active' AND processed_by <> '';

CREATE TABLE bull_outbox (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,  -- in the order of arrival
    job_id text COLLATE "C" NOT NULL UNIQUE,
    taken_by text COLLATE "C" NOT NULL DEFAULT '',
    taken_ms bigint NOT NULL DEFAULT 0
)
-- Rows come and go with every change of a job.
WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
CREATE INDEX bull_outbox_taken ON bull_outbox (taken_by, number);

CREATE TABLE bull_jobs (
    job_id text COLLATE "C" PRIMARY KEY,
    bull_id text COLLATE "C" NOT NULL UNIQUE,
    timeout_ms bigint NOT NULL DEFAULT 0 CHECK (timeout_ms >= 0)
);

CREATE TABLE bull_memory (
    one bigint PRIMARY KEY CHECK (one = 1),
    run_id text COLLATE "C" NOT NULL,
    canary text COLLATE "C" NOT NULL,
    counter bigint NOT NULL
);

CREATE FUNCTION queue_mirror() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT mirrored FROM queue_state) = 1 THEN
        INSERT INTO bull_outbox (job_id) VALUES (coalesce(new.id, old.id))
        ON CONFLICT (job_id) DO UPDATE SET taken_by = '';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION queue_mirror_pause() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO bull_outbox (job_id) VALUES ('') ON CONFLICT (job_id) DO UPDATE SET taken_by = '';
    RETURN NULL;
END $$;

CREATE TRIGGER jobs_mirror_added AFTER INSERT OR DELETE ON jobs FOR EACH ROW
EXECUTE FUNCTION queue_mirror();

CREATE TRIGGER jobs_mirror_changed AFTER UPDATE OF seq ON jobs FOR EACH ROW
WHEN (new.seq <> old.seq)
EXECUTE FUNCTION queue_mirror();

CREATE TRIGGER queue_mirror_paused AFTER UPDATE OF paused ON queue_state FOR EACH ROW
WHEN (new.paused <> old.paused AND new.mirrored = 1)
EXECUTE FUNCTION queue_mirror_pause();

ALTER TABLE audit DROP CONSTRAINT audit_action_check;
ALTER TABLE audit ADD CONSTRAINT audit_action_check CHECK (
    action IN ('upload', 'retry', 'cancel', 'clean', 'pause', 'resume', 'promote')
);
