-- Removes chunk ?2 of upload ?1.
DELETE FROM upload_chunk WHERE upload_id = ?1 AND chunk = ?2
