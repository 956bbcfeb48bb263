-- Removes member ?1.
DELETE FROM members WHERE member_id = ?1
