-- Those that ended before they ran out. ?1 now.
SELECT id FROM login_session WHERE ended_ms IS NOT NULL AND expires_ms > CAST(?1 AS bigint)
