-- ?1 id, ?2 now. No row: it has ended before, or there is none.
UPDATE login_session SET ended_ms = CAST(?2 AS bigint) WHERE id = ?1 AND ended_ms IS NULL
RETURNING id
