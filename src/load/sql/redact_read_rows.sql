-- The rows of upload ?1 with findings, from ordinal ?2 to before ?3.
SELECT ordinal, first_row, findings, error
FROM upload_row WHERE upload_id = ?1 AND ordinal >= ?2 AND ordinal < ?3 ORDER BY ordinal
