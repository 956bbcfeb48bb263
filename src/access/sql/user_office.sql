-- ?1 address, ?2 role, ?3 province, ?4 municipality. Gives a row when there is such a user.
UPDATE login_user SET role = ?2, province_code = ?3, municipality_code = ?4
WHERE email = ?1
RETURNING email
