-- Removes the document $1. Returns its content and size.
DELETE FROM file_document WHERE name = $1 RETURNING content, size
