-- ?1 address.
SELECT email, role, province_code, municipality_code, epoch, disabled, created_ms, password_hash
FROM login_user
WHERE email = ?1
