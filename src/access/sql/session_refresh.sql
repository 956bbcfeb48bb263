-- Gives a session its next secret in place of the one shown. ?1 id, ?2 hash shown, ?3 next hash, ?4
-- now. No row: it ran out or ended, its user was changed, or another secret is its own by now.
UPDATE login_session SET refresh_hash = ?3, tokens = tokens + 1
WHERE id = ?1 AND refresh_hash = ?2 AND ended_ms IS NULL AND expires_ms > CAST(?4 AS bigint)
    AND EXISTS (
        SELECT 1 FROM login_user
        WHERE login_user.email = login_session.email AND login_user.disabled = 0
            AND login_user.epoch = login_session.epoch
    )
RETURNING email, tokens, expires_ms
