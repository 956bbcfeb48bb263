-- The document $1 is the content $2 of $3 bytes with the SHA-256 $4, in place of an earlier one.
INSERT INTO file_document (name, content, size, sha256) VALUES ($1, $2::bigint, $3::bigint, $4)
ON CONFLICT (name) DO UPDATE
SET content = excluded.content, size = excluded.size, sha256 = excluded.sha256
