-- Every field of member ?1, in the order of check::Field.
SELECT
    id_number, firstname, surname, date_of_birth, gender, race, citizenship, language,
    ward_code, voting_district_code, voting_station, province_code, municipality_code,
    residential_address, cell_number, landline_number, email, occupation, qualification,
    date_joined, last_payment_date, expiry_date, subscription, amount_cents, membership_status,
    extra
FROM members WHERE member_id = ?1
