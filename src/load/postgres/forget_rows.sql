-- Removes what upload_row keeps of upload $1.
DELETE FROM upload_row WHERE upload_id = $1
