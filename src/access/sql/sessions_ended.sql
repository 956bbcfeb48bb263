-- Those that were ended and are remembered. ?1 what ran out before this is not.
SELECT id FROM login_session WHERE ended_ms IS NOT NULL AND expires_ms >= CAST(?1 AS bigint)
