-- Version 1 of the tables of who may come in and of who did what. Times are milliseconds since
-- 1970, UTC. Addresses are in small letters.

CREATE TABLE login_user (
    email TEXT NOT NULL PRIMARY KEY,
    role TEXT NOT NULL CHECK (
        role IN ('super_admin', 'national_admin', 'province_admin', 'municipality_admin')
    ),
    province_code TEXT NOT NULL,
    municipality_code TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    epoch INTEGER NOT NULL,  -- tokens of another one are not taken
    disabled INTEGER NOT NULL CHECK (disabled IN (0, 1)),
    created_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE login_session (
    id TEXT NOT NULL PRIMARY KEY,
    email TEXT NOT NULL REFERENCES login_user (email),
    epoch INTEGER NOT NULL,  -- of the user when it began
    refresh_hash TEXT NOT NULL,
    tokens INTEGER NOT NULL DEFAULT 1,  -- given out so far
    expires_ms INTEGER NOT NULL,
    ended_ms INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX login_session_by_expiry ON login_session (expires_ms);

-- One row, for who asks again and again whether anything changed.
CREATE TABLE login_state (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    version INTEGER NOT NULL
) STRICT;
INSERT INTO login_state (one, version) VALUES (1, 1);

CREATE TRIGGER login_user_stays BEFORE DELETE ON login_user
BEGIN
    SELECT raise(ABORT, 'a user is disabled, never removed: the audit names it');
END;

-- What changed shows, whoever changed it and however.
CREATE TRIGGER login_user_added AFTER INSERT ON login_user
BEGIN
    UPDATE login_state SET version = version + 1;
END;
CREATE TRIGGER login_user_changed AFTER UPDATE ON login_user
BEGIN
    UPDATE login_state SET version = version + 1;
END;
CREATE TRIGGER login_session_ended AFTER UPDATE OF ended_ms ON login_session
WHEN old.ended_ms IS NULL AND new.ended_ms IS NOT NULL
BEGIN
    UPDATE login_state SET version = version + 1;
END;

-- What the queue recorded (its own table `audit`) stands here again, taken in after the fact.
CREATE TABLE audit_chain (
    number INTEGER PRIMARY KEY,  -- 1, 2, 3, …
    at_ms INTEGER NOT NULL,
    actor TEXT NOT NULL,
    origin TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    details TEXT NOT NULL,
    file_sha256 TEXT NOT NULL,
    queue_number INTEGER UNIQUE,  -- of the queue's row
    hash TEXT NOT NULL  -- of this entry and the hash before
) STRICT;

CREATE TRIGGER audit_chain_stays BEFORE UPDATE ON audit_chain
BEGIN
    SELECT raise(ABORT, 'the audit is only added to');
END;
CREATE TRIGGER audit_chain_remains BEFORE DELETE ON audit_chain
BEGIN
    SELECT raise(ABORT, 'the audit is only added to');
END;
