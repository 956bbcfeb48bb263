-- One job. ?1 id.
SELECT (SELECT paused FROM queue_state), * FROM jobs WHERE id = ?1
