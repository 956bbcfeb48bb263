-- How many changes of member ?1 hold values.
SELECT count(*) FROM member_changes
WHERE member_id = ?1 AND (CAST(old_values AS text) <> '{}' OR CAST(new_values AS text) <> '{}')
