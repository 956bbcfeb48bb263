-- Bytes came for the content $1, or it gets its name. No row changed: it is on its way out.
UPDATE file_content SET touched_at = now() WHERE content = $1::bigint AND touched_at > '-infinity'
