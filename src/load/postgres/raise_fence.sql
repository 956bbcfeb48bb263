-- Raises the fence of job $1 to epoch $2, or sets it up: $3 format, $4 SHA-256 of the file, $5 empty
-- tally, $6 dry run. Changes nothing when the fence stands higher.
INSERT INTO upload_fence (job_id, epoch, format, source_sha256, last_digest, tally, dry_run)
VALUES ($1, $2, $3, $4, $4, $5, $6)
ON CONFLICT (job_id) DO UPDATE SET epoch = excluded.epoch, updated_at = now()
WHERE upload_fence.epoch <= excluded.epoch
