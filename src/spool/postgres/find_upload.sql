-- Content and size of the upload $1.
SELECT content, size FROM file_upload WHERE sha256 = $1
