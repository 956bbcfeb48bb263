-- Up to 1,000 uploads after the SHA-256 $1 that were sealed before $2 (milliseconds since 1970).
SELECT sha256 FROM file_upload
WHERE sha256 > $1 AND sealed_at < to_timestamp($2::bigint / 1000.0) ORDER BY sha256 LIMIT 1000
