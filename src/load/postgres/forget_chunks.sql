-- Removes what upload_chunk keeps of upload $1.
DELETE FROM upload_chunk WHERE upload_id = $1
