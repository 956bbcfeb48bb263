-- Every ward with its municipality and province.
SELECT ward_code, municipality_code, province_code FROM wards
