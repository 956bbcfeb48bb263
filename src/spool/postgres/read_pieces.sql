-- The bytes of at most $3 pieces of the content $1 from number $2 on, in order.
SELECT bytes FROM file_piece
WHERE content = $1::bigint AND number >= $2::integer ORDER BY number LIMIT $3::integer
