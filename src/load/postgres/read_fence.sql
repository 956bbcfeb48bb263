-- How far job $1 is.
SELECT
    upload_id, epoch, format, next_chunk, rows_done, source_sha256, last_digest, tally, dry_run,
    facts_json
FROM upload_fence WHERE job_id = $1
