-- How many pieces the content $1 has, and their bytes: lengths are told without reading the bytes.
SELECT count(*), coalesce(sum(octet_length(bytes)), 0)::bigint FROM file_piece WHERE content = $1::bigint
