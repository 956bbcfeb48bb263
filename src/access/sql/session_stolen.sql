-- Ends a session of which a secret is shown that is not its own, or not any more. ?1 id, ?2 now, ?3
-- hash shown. Gives whose it is; no row: it ran out or ended before.
UPDATE login_session SET ended_ms = CAST(?2 AS bigint)
WHERE id = ?1 AND ended_ms IS NULL AND expires_ms > CAST(?2 AS bigint) AND refresh_hash <> ?3
RETURNING email
