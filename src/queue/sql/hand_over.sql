-- Has it known that somebody else runs a job. ?1 id, ?2 epoch, ?3 who.
-- Returns the job, or no row: lease lost.
UPDATE jobs SET processed_by = ?3, lease_owner = ?3, seq = seq + 1
WHERE id = ?1 AND epoch = ?2 AND state = 'active'
RETURNING (SELECT paused FROM queue_state), *
