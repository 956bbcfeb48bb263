-- ?1 id, ?2 now.
UPDATE login_session SET ended_ms = CAST(?2 AS bigint) WHERE id = ?1 AND ended_ms IS NULL
