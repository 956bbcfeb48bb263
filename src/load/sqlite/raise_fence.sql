-- Raises the fence of job ?1 to epoch ?2, or sets it up: ?3 format, ?4 SHA-256 of the file, ?5 empty
-- tally, ?6 dry run, ?7 now. Changes nothing when the fence stands higher.
INSERT INTO upload_fence (
    job_id, epoch, format, source_sha256, last_digest, tally, dry_run, created_at, updated_at
) VALUES (?1, ?2, ?3, ?4, ?4, ?5, ?6, ?7, ?7)
ON CONFLICT (job_id) DO UPDATE SET epoch = excluded.epoch, updated_at = excluded.updated_at
WHERE epoch <= excluded.epoch
