-- The content $1 is gone. Its pieces must be.
DELETE FROM file_content WHERE content = $1::bigint
