-- Has the mirror told anew of all jobs that have not ended, and of whether the queue is paused.
INSERT INTO bull_outbox (job_id)
SELECT id FROM (
    SELECT '' AS id, 0 AS number
    UNION ALL
    SELECT id, number FROM jobs WHERE finished_ms IS NULL
) AS open
WHERE true
ORDER BY number
ON CONFLICT (job_id) DO UPDATE SET taken_by = ''
