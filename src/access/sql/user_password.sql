-- ?1 address, ?2 password hash. Tokens of before end. Gives a row when there is such a user.
UPDATE login_user SET password_hash = ?2, epoch = epoch + 1 WHERE email = ?1 RETURNING email
