-- As erase_find, of members in a table of the organisation's own.
SELECT member_id, coalesce(created_by_job, '') FROM rollcall_member_state WHERE id_number = ?1
