-- ?1 address, ?2 1 or 0. Tokens of before end. Gives a row when there is such a user.
UPDATE login_user SET disabled = CAST(?2 AS bigint), epoch = epoch + 1
WHERE email = ?1
RETURNING email
