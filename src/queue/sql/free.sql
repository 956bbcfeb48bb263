-- Whether a job waits that a claim could have. Returns a row if so.
SELECT 1 FROM jobs
WHERE state = 'waiting' AND (SELECT paused FROM queue_state) = 0
ORDER BY priority, queued_ms LIMIT 1
--postgres FOR NO KEY UPDATE SKIP LOCKED
