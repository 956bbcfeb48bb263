-- Takes back the leases that ran out: active -> waiting in the old place, or -> failed when the
-- worker died more than ?2 times in a row without a newly committed chunk.
-- ?1 leases until this, ?2 stalls at most, ?3 now, ?4 code, ?5 message. Returns the jobs.
WITH lost AS (
    SELECT number FROM jobs WHERE lease_until_ms <= ?1
    --postgres FOR NO KEY UPDATE SKIP LOCKED
)
UPDATE jobs SET
    state = CASE WHEN stalls >= ?2 THEN 'failed' ELSE 'waiting' END,
    waiting_for = '',
    stalls = stalls + 1,
    seq = seq + 1,
    processed_by = '',
    finished_ms = CASE WHEN stalls >= ?2 THEN CAST(?3 AS bigint) END,
    lease_owner = '',
    lease_until_ms = NULL,
    error_code = CASE WHEN stalls >= ?2 THEN ?4 ELSE error_code END,
    error_message = CASE WHEN stalls >= ?2 THEN ?5 ELSE error_message END,
    first_error_code = CASE
        WHEN stalls >= ?2 THEN coalesce(first_error_code, ?4) ELSE first_error_code
    END,
    first_error_message = CASE
        WHEN stalls >= ?2 THEN coalesce(first_error_message, ?5) ELSE first_error_message
    END,
    message = CASE WHEN stalls >= ?2 THEN ?5 ELSE message END
WHERE number IN (SELECT number FROM lost)
RETURNING (SELECT paused FROM queue_state), *
