-- A new member: ?1 to ?26 the fields in the order of check::Field, ?27 row hash, ?28 now,
-- ?29 job.
INSERT INTO members (
    id_number, firstname, surname, date_of_birth, gender, race, citizenship, language,
    ward_code, voting_district_code, voting_station, province_code, municipality_code,
    residential_address, cell_number, landline_number, email, occupation, qualification,
    date_joined, last_payment_date, expiry_date, subscription, amount_cents, membership_status,
    extra, row_hash, created_at, created_by_job
) VALUES (
    ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20,
    ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29
)
