-- Removes what is kept beside the organisation's own row of member ?1.
DELETE FROM rollcall_member_state WHERE member_id = ?1
