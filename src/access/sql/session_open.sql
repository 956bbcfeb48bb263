-- ?1 id, ?2 address, ?3 epoch of the user, ?4 hash of the refresh secret, ?5 end.
INSERT INTO login_session (id, email, epoch, refresh_hash, expires_ms)
VALUES (?1, ?2, CAST(?3 AS bigint), ?4, CAST(?5 AS bigint))
