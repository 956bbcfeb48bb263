-- Contents without a name for which nothing came since $1 (milliseconds since 1970), with their size.
SELECT c.content,
    (SELECT coalesce(sum(octet_length(p.bytes)), 0)::bigint FROM file_piece p WHERE p.content = c.content)
FROM file_content c
WHERE c.touched_at < to_timestamp($1::bigint / 1000.0)
    AND NOT EXISTS (SELECT FROM file_upload u WHERE u.content = c.content)
    AND NOT EXISTS (SELECT FROM file_document d WHERE d.content = c.content)
ORDER BY c.content
LIMIT 1000
