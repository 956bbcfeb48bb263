-- Writes what chunk_rows from place $1 to before $2 change of members (NULL: stays as it is), for
-- job $3. Who was changed by another since it was read is left out: the version seen is gone, and
-- what was decided of it with it.
UPDATE members m SET
    firstname = coalesce(s.firstname, m.firstname),
    surname = coalesce(s.surname, m.surname),
    date_of_birth = coalesce(s.date_of_birth::date, m.date_of_birth),
    gender = coalesce(s.gender, m.gender),
    race = coalesce(s.race, m.race),
    citizenship = coalesce(s.citizenship, m.citizenship),
    language = coalesce(s.language, m.language),
    ward_code = coalesce(s.ward_code, m.ward_code),
    voting_district_code = coalesce(s.voting_district_code, m.voting_district_code),
    voting_station = coalesce(s.voting_station, m.voting_station),
    province_code = coalesce(s.province_code, m.province_code),
    municipality_code = coalesce(s.municipality_code, m.municipality_code),
    residential_address = coalesce(s.residential_address, m.residential_address),
    cell_number = coalesce(s.cell_number, m.cell_number),
    landline_number = coalesce(s.landline_number, m.landline_number),
    email = coalesce(s.email, m.email),
    occupation = coalesce(s.occupation, m.occupation),
    qualification = coalesce(s.qualification, m.qualification),
    date_joined = coalesce(s.date_joined::date, m.date_joined),
    last_payment_date = coalesce(s.last_payment_date::date, m.last_payment_date),
    expiry_date = coalesce(s.expiry_date::date, m.expiry_date),
    subscription = coalesce(s.subscription, m.subscription),
    amount_cents = coalesce(s.amount_cents::bigint, m.amount_cents),
    membership_status = coalesce(s.membership_status, m.membership_status),
    extra = coalesce(s.extra::json, m.extra),
    row_hash = s.row_hash, updated_at = now(), updated_by_job = $3::text
FROM chunk_rows s
WHERE m.ctid = s.seen_at AND m.xmin = s.seen_by
    AND s.place >= $1::bigint AND s.place < $2::bigint
