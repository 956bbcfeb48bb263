-- ?1 now, ?2 actor, ?3 action, ?4 job id, ?5 details.
INSERT INTO audit (at_ms, actor, action, job_id, details) VALUES (?1, ?2, ?3, ?4, ?5)
