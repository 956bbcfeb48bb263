-- Puts ward ?1 in: ?2 municipality, ?3 province.
INSERT INTO wards (ward_code, municipality_code, province_code) VALUES (?1, ?2, ?3)
ON CONFLICT (ward_code) DO UPDATE SET
    municipality_code = excluded.municipality_code, province_code = excluded.province_code
