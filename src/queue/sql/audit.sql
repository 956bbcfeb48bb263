-- ?1 now, ?2 actor, ?3 action, ?4 job id, ?5 details, ?6 origin.
INSERT INTO audit (at_ms, actor, action, job_id, details, origin) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
