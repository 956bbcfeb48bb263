-- The upload $1 is the content $2 of $3 bytes, in place of an earlier one.
INSERT INTO file_upload (sha256, content, size) VALUES ($1, $2::bigint, $3::bigint)
ON CONFLICT (sha256) DO UPDATE
SET content = excluded.content, size = excluded.size, sealed_at = excluded.sealed_at
