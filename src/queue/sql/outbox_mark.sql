-- Has the mirror told of a job anew. ?1 id.
INSERT INTO bull_outbox (job_id) VALUES (?1)
ON CONFLICT (job_id) DO UPDATE SET taken_by = ''
