-- Returns a row when the queue was not mirrored before.
UPDATE queue_state SET mirrored = 1 WHERE mirrored = 0 RETURNING mirrored
