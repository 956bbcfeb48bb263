-- Removes what upload_fence keeps of upload $1.
DELETE FROM upload_fence WHERE upload_id = $1
