-- Keeps the facts $3 of upload $1's file when the fence still stands at epoch $2.
UPDATE upload_fence SET facts_json = $3 WHERE upload_id = $1 AND epoch = $2
