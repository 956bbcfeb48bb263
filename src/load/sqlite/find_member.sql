-- What must be known at once of the member with the ID number ?1: id, row hash, first name, surname,
-- ward, voting district.
SELECT member_id, row_hash, firstname, surname, ward_code, voting_district_code
FROM members WHERE id_number = ?1
