-- Removes the upload $1, unless it was sealed since $2 (milliseconds since 1970; null: whenever).
-- Returns its content and size.
DELETE FROM file_upload
WHERE sha256 = $1 AND ($2::bigint IS NULL OR sealed_at < to_timestamp($2::bigint / 1000.0))
RETURNING content, size
