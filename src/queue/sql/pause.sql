-- ?1: 1 pauses the queue, 0 resumes it. Returns a row when that changed something.
UPDATE queue_state SET paused = ?1 WHERE paused <> ?1 RETURNING paused
