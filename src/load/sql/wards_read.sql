-- Every ward and its municipality.
SELECT ward_code, municipality_code FROM wards
