-- Every municipality: code, name, metro, district, province.
SELECT municipality_code, municipality, parent_code, district_code, province_code
FROM municipalities
