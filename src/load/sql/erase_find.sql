-- The member with the ID number ?1, and the job that created it.
SELECT member_id, coalesce(created_by_job, '') FROM members WHERE id_number = ?1
