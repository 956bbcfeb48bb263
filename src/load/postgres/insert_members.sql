-- Inserts the new members among chunk_rows from place $1 to before $2, for job $3. Who was inserted
-- by another meanwhile is left out. The rows lie by ascending ID number, as they came up.
INSERT INTO members (
    id_number, firstname, surname, date_of_birth, gender, race, citizenship, language, ward_code,
    voting_district_code, voting_station, province_code, municipality_code, residential_address,
    cell_number, landline_number, email, occupation, qualification, date_joined,
    last_payment_date, expiry_date, subscription, amount_cents, membership_status, extra,
    row_hash, created_by_job
)
SELECT
    s.id_number, s.firstname, s.surname, s.date_of_birth::date, s.gender, s.race, s.citizenship,
    s.language, s.ward_code, s.voting_district_code, s.voting_station, s.province_code,
    s.municipality_code, s.residential_address, s.cell_number, s.landline_number, s.email,
    s.occupation, s.qualification, s.date_joined::date, s.last_payment_date::date,
    s.expiry_date::date, s.subscription, s.amount_cents::bigint, s.membership_status,
    s.extra::json, s.row_hash, $3::text
FROM chunk_rows s
WHERE s.seen_at IS NULL AND s.place >= $1::bigint AND s.place < $2::bigint
ON CONFLICT (id_number) DO NOTHING
