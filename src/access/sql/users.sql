-- Every user, by address.
SELECT email, role, province_code, municipality_code, epoch, disabled, created_ms
FROM login_user
ORDER BY email
