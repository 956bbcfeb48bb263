-- Who of the chunk is stored: place in chunk_ids, the version seen (ctid, xmin), member, row hash,
-- first name, surname, ward, voting district; and every field in the order of check::Field, as text,
-- when $1 asks for it and the row's hash is not the stored one.
SELECT
    s.place, m.ctid, m.xmin, m.member_id, m.row_hash, m.firstname, m.surname, m.ward_code,
    m.voting_district_code,
    CASE WHEN $1::boolean AND m.row_hash IS DISTINCT FROM s.row_hash THEN ROW(
        m.id_number, m.firstname, m.surname, m.date_of_birth::text, m.gender, m.race,
        m.citizenship, m.language, m.ward_code, m.voting_district_code, m.voting_station,
        m.province_code, m.municipality_code, m.residential_address, m.cell_number,
        m.landline_number, m.email, m.occupation, m.qualification, m.date_joined::text,
        m.last_payment_date::text, m.expiry_date::text, m.subscription, m.amount_cents::text,
        m.membership_status, m.extra::text
    ) END
FROM chunk_ids s JOIN members m ON m.id_number = s.id_number
