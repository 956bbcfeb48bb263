-- The geography that was imported last: its version, file, hash, who and when.
SELECT version, file_name, file_sha256, imported_by, imported_ms FROM geography
