-- Lines of a job's log. ?1 id, ?2 after this line, ?3 how many at most.
-- Returns number, time, level, text.
SELECT line.number, line.at_ms, line.level, line.text
FROM jobs JOIN job_log AS line ON line.job = jobs.number
WHERE jobs.id = ?1 AND line.number > ?2
ORDER BY line.number LIMIT ?3
