-- Makes the geography a new version: ?1 file, ?2 its SHA-256, ?3 who imported it, ?4 now.
INSERT INTO geography (one, version, file_name, file_sha256, imported_by, imported_ms)
VALUES (1, 1, ?1, ?2, ?3, ?4)
ON CONFLICT (one) DO UPDATE SET
    version = geography.version + 1,
    file_name = excluded.file_name,
    file_sha256 = excluded.file_sha256,
    imported_by = excluded.imported_by,
    imported_ms = excluded.imported_ms
