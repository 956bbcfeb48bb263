-- Removes municipality ?1.
DELETE FROM municipalities WHERE municipality_code = ?1
