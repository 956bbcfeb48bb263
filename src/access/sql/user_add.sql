-- Adds a user, unless the address is there already. ?1 address, ?2 role, ?3 province, ?4
-- municipality, ?5 password hash, ?6 now. Gives a row when it did.
INSERT INTO login_user (
    email, role, province_code, municipality_code, password_hash, epoch, disabled, created_ms
)
VALUES (?1, ?2, ?3, ?4, ?5, 1, 0, CAST(?6 AS bigint))
ON CONFLICT (email) DO NOTHING
RETURNING email
