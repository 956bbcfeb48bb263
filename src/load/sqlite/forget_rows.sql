-- Removes what upload_row keeps of upload ?1 from ordinal ?2 on.
DELETE FROM upload_row WHERE upload_id = ?1 AND ordinal >= ?2
