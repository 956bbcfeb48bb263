-- One person's jobs. ?1 user id. Returns state, id and duration in ms (0 unless completed).
SELECT state, id, iif(state = 'completed', finished_ms - started_ms, 0)
FROM jobs WHERE user_id = ?1 ORDER BY number
