-- ?1 upload, ?2 ordinal, ?3 first row, ?4 findings, ?5 error.
INSERT INTO upload_row (upload_id, ordinal, first_row, findings, error) VALUES (?1, ?2, ?3, ?4, ?5)
