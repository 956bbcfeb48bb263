-- The tables of load, version 1. docs/formats/ledger.md explains upload_fence, upload_chunk and
-- upload_row. Money is whole cents; look-ups are stored by their canonical name.

-- ID numbers are digits: compared byte by byte, their order is the numbers' in every locale.
CREATE TABLE members (
    member_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id_number text COLLATE "C" NOT NULL UNIQUE CHECK (octet_length(id_number) = 13),
    firstname text,
    surname text,
    date_of_birth date,
    gender text,
    race text,
    citizenship text,
    language text,
    ward_code text,
    voting_district_code text,
    voting_station text,
    province_code text,
    municipality_code text,
    residential_address text,
    cell_number text,
    landline_number text,
    email text,
    occupation text,
    qualification text,
    date_joined date,
    last_payment_date date,
    expiry_date date,
    subscription text,
    amount_cents bigint,
    membership_status text,
    -- Not jsonb, which would not give back the text that was compared.
    extra json,
    voter_status text,
    voter_verified_at timestamptz,
    -- XXH3 of the row that was last written; NULL when something else changed the member since.
    row_hash bigint,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz,
    created_by_job text,
    updated_by_job text
    -- Room for a member's next version on its own page: an update then touches no index.
) WITH (fillfactor = 70);

CREATE FUNCTION members_changed_by_others() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
BEGIN
    UPDATE members SET row_hash = NULL WHERE member_id = new.member_id;
    RETURN NULL;
END $$;

-- A member that anything but the loader changes must be compared field by field again. Not BEFORE
-- the update, which would lock each row that the loader itself changes once more.
CREATE TRIGGER members_changed_by_others AFTER UPDATE ON members FOR EACH ROW
WHEN (new.row_hash = old.row_hash)
EXECUTE FUNCTION members_changed_by_others();

-- Of members in a table of the organisation's own: what that has no columns for. A row of ours is
-- the same again when `row_hash` is its hash and the member's version (xmin) still the one it wrote.
CREATE TABLE rollcall_member_state (
    member_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id_number text COLLATE "C" NOT NULL UNIQUE CHECK (octet_length(id_number) = 13),
    row_hash bigint,
    seen_by xid,
    job_id text,
    firstname text,
    surname text,
    date_of_birth date,
    gender text,
    race text,
    citizenship text,
    language text,
    ward_code text,
    voting_district_code text,
    voting_station text,
    province_code text,
    municipality_code text,
    residential_address text,
    cell_number text,
    landline_number text,
    email text,
    occupation text,
    qualification text,
    date_joined date,
    last_payment_date date,
    expiry_date date,
    subscription text,
    amount_cents bigint,
    membership_status text,
    extra json
) WITH (fillfactor = 70);

-- What a row of a job changed: the changed columns' values before and after, as JSON objects.
CREATE TABLE member_changes (
    job_id text COLLATE "C" NOT NULL,
    row_number bigint NOT NULL,
    member_id bigint NOT NULL,
    old_values json NOT NULL,
    new_values json NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (job_id, row_number)
);

-- One row a job that began to load. `upload_id` stands for the job in the tables below.
CREATE TABLE upload_fence (
    upload_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    job_id text COLLATE "C" NOT NULL UNIQUE,
    format bigint NOT NULL,
    epoch bigint NOT NULL,
    next_chunk bigint NOT NULL DEFAULT 0,
    rows_done bigint NOT NULL DEFAULT 0,
    source_sha256 text NOT NULL,
    last_digest text NOT NULL,
    tally bytea NOT NULL,
    dry_run boolean NOT NULL,
    facts_json text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 50);

CREATE TABLE upload_chunk (
    upload_id bigint NOT NULL,
    chunk bigint NOT NULL,
    epoch bigint NOT NULL,
    first_ordinal bigint NOT NULL,
    row_count bigint NOT NULL,
    outcomes bytea NOT NULL,
    numbers bytea NOT NULL,
    last4 bytea NOT NULL,
    befores bytea NOT NULL,
    tally bytea NOT NULL,
    prev_digest text NOT NULL,
    rows_digest text NOT NULL,
    committed_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (upload_id, chunk)
);

-- Only rows that have findings, double an earlier row, or were refused by the database.
CREATE TABLE upload_row (
    upload_id bigint NOT NULL,
    ordinal bigint NOT NULL,
    first_row bigint NOT NULL,
    findings bytea NOT NULL,
    error text NOT NULL,
    PRIMARY KEY (upload_id, ordinal)
);

-- The geography that an administrator imports.
CREATE TABLE wards (
    ward_code text COLLATE "C" PRIMARY KEY,
    municipality_code text NOT NULL,
    municipality text,
    district text,
    province_code text NOT NULL
);
