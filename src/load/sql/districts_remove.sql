-- Removes district ?1.
DELETE FROM districts WHERE district_code = ?1
