-- Deletes at most 64 pieces (16 MiB) of the content $1: a transaction stays short.
DELETE FROM file_piece WHERE content = $1::bigint AND number IN (
    SELECT number FROM file_piece WHERE content = $1::bigint ORDER BY number LIMIT 64
)
