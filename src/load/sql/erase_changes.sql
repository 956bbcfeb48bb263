-- Empties what the changes of member ?1 hold.
UPDATE member_changes SET old_values = '{}', new_values = '{}' WHERE member_id = ?1
