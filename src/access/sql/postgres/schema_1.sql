-- Version 1 of the tables of who may come in and of who did what, in PostgreSQL: those of SQLite's
-- schema_1.sql, with the same columns. Texts are compared byte by byte; flags are numbers.

CREATE TABLE login_user (
    email text COLLATE "C" NOT NULL PRIMARY KEY,
    role text COLLATE "C" NOT NULL CHECK (
        role IN ('super_admin', 'national_admin', 'province_admin', 'municipality_admin')
    ),
    province_code text COLLATE "C" NOT NULL,
    municipality_code text COLLATE "C" NOT NULL,
    password_hash text COLLATE "C" NOT NULL,
    epoch bigint NOT NULL,  -- tokens of another one are not taken
    disabled bigint NOT NULL CHECK (disabled IN (0, 1)),
    created_ms bigint NOT NULL
);

CREATE TABLE login_session (
    id text COLLATE "C" NOT NULL PRIMARY KEY,
    email text COLLATE "C" NOT NULL REFERENCES login_user (email),
    epoch bigint NOT NULL,  -- of the user when it began
    refresh_hash text COLLATE "C" NOT NULL,
    tokens bigint NOT NULL DEFAULT 1,  -- given out so far
    expires_ms bigint NOT NULL,
    ended_ms bigint
);
CREATE INDEX login_session_by_expiry ON login_session (expires_ms);

-- One row, for who asks again and again whether anything changed.
CREATE TABLE login_state (
    one bigint PRIMARY KEY CHECK (one = 1),
    version bigint NOT NULL
);
INSERT INTO login_state (one, version) VALUES (1, 1);

CREATE FUNCTION login_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0];
END $$;

CREATE FUNCTION login_count() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE login_state SET version = version + 1;
    RETURN NULL;
END $$;

CREATE TRIGGER login_user_stays BEFORE DELETE ON login_user FOR EACH ROW
EXECUTE FUNCTION login_refuse('a user is disabled, never removed: the audit names it');
CREATE TRIGGER login_user_stays_whole BEFORE TRUNCATE ON login_user FOR EACH STATEMENT
EXECUTE FUNCTION login_refuse('a user is disabled, never removed: the audit names it');

-- What changed shows, whoever changed it and however.
CREATE TRIGGER login_user_changed AFTER INSERT OR UPDATE ON login_user FOR EACH ROW
EXECUTE FUNCTION login_count();
CREATE TRIGGER login_session_ended AFTER UPDATE OF ended_ms ON login_session FOR EACH ROW
WHEN (old.ended_ms IS NULL AND new.ended_ms IS NOT NULL)
EXECUTE FUNCTION login_count();

-- What the queue recorded (its own table `audit`) stands here again, taken in after the fact.
CREATE TABLE audit_chain (
    number bigint PRIMARY KEY,  -- 1, 2, 3, …
    at_ms bigint NOT NULL,
    actor text COLLATE "C" NOT NULL,
    origin text COLLATE "C" NOT NULL,
    action text COLLATE "C" NOT NULL,
    subject text COLLATE "C" NOT NULL,
    details text COLLATE "C" NOT NULL,
    file_sha256 text COLLATE "C" NOT NULL,
    queue_number bigint UNIQUE,  -- of the queue's row
    hash text COLLATE "C" NOT NULL  -- of this entry and the hash before
);

CREATE TRIGGER audit_chain_stays BEFORE UPDATE OR DELETE ON audit_chain FOR EACH ROW
EXECUTE FUNCTION login_refuse('the audit is only added to');
CREATE TRIGGER audit_chain_stays_whole BEFORE TRUNCATE ON audit_chain FOR EACH STATEMENT
EXECUTE FUNCTION login_refuse('the audit is only added to');
