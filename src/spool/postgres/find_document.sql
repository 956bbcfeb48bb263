-- Content, size and SHA-256 of the document $1.
SELECT content, size, sha256 FROM file_document WHERE name = $1
