-- A row when the fence of upload $1 still stands at epoch $2 before chunk $3.
SELECT 1 FROM upload_fence WHERE upload_id = $1 AND epoch = $2 AND next_chunk = $3
