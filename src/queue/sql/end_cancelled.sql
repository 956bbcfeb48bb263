-- Active -> cancelled. ?1 id, ?2 epoch, ?3 now, ?4 what stays of it, for people; may be empty.
-- Who asked for it stands before that, by the address where the audit has one; it was lately, so
-- that the audit is not read far back.
-- Returns the job, or no row: lease lost.
UPDATE jobs SET
    state = 'cancelled',
    waiting_for = '',
    cancel_requested = 1,
    seq = seq + 1,
    finished_ms = ?3,
    lease_owner = '',
    lease_until_ms = NULL,
    message = coalesce(
        (
            SELECT 'cancelled by '
                || CASE WHEN details LIKE 'email %' THEN substr(details, 7) ELSE actor END
                || CASE WHEN CAST(?4 AS text) = '' THEN '' ELSE '. ' || CAST(?4 AS text) END
            FROM audit
            WHERE job_id = ?1 AND action = 'cancel' AND number > (SELECT max(number) FROM audit) - 10000
            ORDER BY number DESC
            LIMIT 1
        ),
        ?4
    )
WHERE id = ?1 AND epoch = ?2 AND state = 'active'
RETURNING (SELECT paused FROM queue_state), *
