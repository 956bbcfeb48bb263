-- Removes ward ?1.
DELETE FROM wards WHERE ward_code = ?1
