-- Every district: code, name, province.
SELECT district_code, district, province_code FROM districts
