-- Keeps what a row changed: ?1 job, ?2 the sheet's row number, ?3 member, ?4 old values, ?5 new
-- values (JSON objects by column), ?6 now.
INSERT INTO member_changes (job_id, row_number, member_id, old_values, new_values, changed_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6)
