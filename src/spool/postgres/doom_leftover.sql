-- As doom_content, unless it got a name or bytes came since $2 (milliseconds since 1970).
UPDATE file_content c SET touched_at = '-infinity'
WHERE c.content = $1::bigint AND c.touched_at < to_timestamp($2::bigint / 1000.0)
    AND NOT EXISTS (SELECT FROM file_upload u WHERE u.content = c.content)
    AND NOT EXISTS (SELECT FROM file_document d WHERE d.content = c.content)
