-- Puts district ?1 in: ?2 name, ?3 province.
INSERT INTO districts (district_code, district, province_code) VALUES (?1, ?2, ?3)
ON CONFLICT (district_code) DO UPDATE SET
    district = excluded.district, province_code = excluded.province_code
