-- Whether a job refers to these bytes. ?1 SHA-256. Returns a row if so.
SELECT 1 FROM jobs WHERE file_sha256 = ?1 LIMIT 1
