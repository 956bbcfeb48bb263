-- Puts municipality ?1 in: ?2 name, ?3 metro, ?4 district, ?5 province.
INSERT INTO municipalities (
    municipality_code, municipality, parent_code, district_code, province_code
) VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (municipality_code) DO UPDATE SET
    municipality = excluded.municipality,
    parent_code = excluded.parent_code,
    district_code = excluded.district_code,
    province_code = excluded.province_code
