-- What a chunk's transaction begins with.
--
-- The chunk's ID numbers are looked up in order, one after the other, whatever the planner believes
-- of tables that it has no figures of: a hash or merge join would read all members for each chunk.
-- Plans are made anew each time, since one of an empty table would stay for a large one.
SET LOCAL enable_hashjoin = off;
SET LOCAL enable_mergejoin = off;
SET LOCAL plan_cache_mode = force_custom_plan;
SET LOCAL jit = off;
-- What forbids a row says so at its statement, not at the commit.
SET CONSTRAINTS ALL IMMEDIATE;
CREATE TEMP TABLE IF NOT EXISTS chunk_ids (
    place bigint, id_number text COLLATE "C", row_hash bigint
) ON COMMIT DELETE ROWS;
-- Rows to be written, by ascending ID number; of those that change a member also the version of it
-- that was seen.
CREATE TEMP TABLE IF NOT EXISTS chunk_rows (
    place bigint,
    id_number text, firstname text, surname text, date_of_birth text, gender text, race text,
    citizenship text, language text, ward_code text, voting_district_code text,
    voting_station text, province_code text, municipality_code text, residential_address text,
    cell_number text, landline_number text, email text, occupation text, qualification text,
    date_joined text, last_payment_date text, expiry_date text, subscription text,
    amount_cents text, membership_status text, extra text,
    row_hash bigint, seen_at tid, seen_by xid
) ON COMMIT DELETE ROWS;
SAVEPOINT chunk
