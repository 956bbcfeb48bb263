-- One person's jobs. ?1 user id. Returns state, id and duration in ms (0 unless completed).
SELECT state, id, CASE WHEN state = 'completed' THEN finished_ms - started_ms ELSE 0 END
FROM jobs WHERE user_id = ?1 ORDER BY number
