-- From now on the content $1 is on its way out.
UPDATE file_content SET touched_at = '-infinity' WHERE content = $1::bigint
