-- Takes back the leases that ran out: active -> waiting in the old place, or -> failed when the
-- worker died more than ?2 times in a row without a newly committed chunk.
-- ?1 leases until this, ?2 stalls at most, ?3 now, ?4 code, ?5 message. Returns the jobs.
UPDATE jobs SET
    state = iif(stalls >= ?2, 'failed', 'waiting'),
    waiting_for = '',
    stalls = stalls + 1,
    seq = seq + 1,
    finished_ms = iif(stalls >= ?2, ?3, NULL),
    lease_owner = '',
    lease_until_ms = NULL,
    error_code = iif(stalls >= ?2, ?4, error_code),
    error_message = iif(stalls >= ?2, ?5, error_message),
    first_error_code = iif(stalls >= ?2, coalesce(first_error_code, ?4), first_error_code),
    first_error_message = iif(stalls >= ?2, coalesce(first_error_message, ?5), first_error_message),
    message = iif(stalls >= ?2, ?5, message)
WHERE lease_until_ms <= ?1
RETURNING (SELECT paused FROM queue_state), *
