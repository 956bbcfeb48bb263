-- A row when chunk $2 of upload $1 was committed with the digest $3.
SELECT 1 FROM upload_chunk WHERE upload_id = $1 AND chunk = $2 AND rows_digest = $3
