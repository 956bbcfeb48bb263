-- Returns a row when the queue was mirrored before.
UPDATE queue_state SET mirrored = 0 WHERE mirrored = 1 RETURNING mirrored
