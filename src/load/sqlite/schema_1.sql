-- The tables of load, version 1. docs/formats/ledger.md explains upload_fence, upload_chunk and
-- upload_row. Times are milliseconds since 1970, UTC; dates are yyyy-mm-dd; money is whole cents;
-- look-ups are stored by their canonical name.

CREATE TABLE members (
    member_id INTEGER PRIMARY KEY,
    id_number TEXT NOT NULL UNIQUE CHECK (length(id_number) = 13),
    firstname TEXT,
    surname TEXT,
    date_of_birth TEXT,
    gender TEXT,
    race TEXT,
    citizenship TEXT,
    language TEXT,
    ward_code TEXT,
    voting_district_code TEXT,
    voting_station TEXT,
    province_code TEXT,
    municipality_code TEXT,
    residential_address TEXT,
    cell_number TEXT,
    landline_number TEXT,
    email TEXT,
    occupation TEXT,
    qualification TEXT,
    date_joined TEXT,
    last_payment_date TEXT,
    expiry_date TEXT,
    subscription TEXT,
    amount_cents INTEGER,
    membership_status TEXT,
    extra TEXT,
    voter_status TEXT,
    voter_verified_at INTEGER,
    -- XXH3 of the row that was last written; NULL when something else changed the member since.
    row_hash INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER,
    created_by_job TEXT,
    updated_by_job TEXT
) STRICT;

-- A member that anything but the loader changes must be compared field by field again.
CREATE TRIGGER members_changed_by_others AFTER UPDATE ON members
WHEN new.row_hash IS old.row_hash AND old.row_hash IS NOT NULL
BEGIN
    UPDATE members SET row_hash = NULL WHERE member_id = new.member_id;
END;

-- What a row of a job changed: the changed columns' values before and after, as JSON objects.
CREATE TABLE member_changes (
    job_id TEXT NOT NULL,
    row_number INTEGER NOT NULL,
    member_id INTEGER NOT NULL,
    old_values TEXT NOT NULL,
    new_values TEXT NOT NULL,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (job_id, row_number)
) STRICT, WITHOUT ROWID;

-- One row a job that began to load. `upload_id` stands for the job in the tables below.
CREATE TABLE upload_fence (
    upload_id INTEGER PRIMARY KEY,
    job_id TEXT NOT NULL UNIQUE,
    format INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    next_chunk INTEGER NOT NULL DEFAULT 0,
    rows_done INTEGER NOT NULL DEFAULT 0,
    source_sha256 TEXT NOT NULL,
    last_digest TEXT NOT NULL,
    tally BLOB NOT NULL,
    dry_run INTEGER NOT NULL,
    facts_json TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE upload_chunk (
    upload_id INTEGER NOT NULL,
    chunk INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    first_ordinal INTEGER NOT NULL,
    row_count INTEGER NOT NULL,
    outcomes BLOB NOT NULL,
    numbers BLOB NOT NULL,
    last4 BLOB NOT NULL,
    befores BLOB NOT NULL,
    tally BLOB NOT NULL,
    prev_digest TEXT NOT NULL,
    rows_digest TEXT NOT NULL,
    committed_at INTEGER NOT NULL,
    UNIQUE (upload_id, chunk)
) STRICT;

-- Only rows that have findings, double an earlier row, or were refused by the database.
CREATE TABLE upload_row (
    upload_id INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    first_row INTEGER NOT NULL,
    findings BLOB NOT NULL,
    error TEXT NOT NULL,
    PRIMARY KEY (upload_id, ordinal)
) STRICT, WITHOUT ROWID;

-- The geography that an administrator imports.
CREATE TABLE wards (
    ward_code TEXT PRIMARY KEY,
    municipality_code TEXT NOT NULL,
    municipality TEXT,
    district TEXT,
    province_code TEXT NOT NULL
) STRICT, WITHOUT ROWID;
