-- Those that ran out, a while ago: their last tokens did, too. ?1 when.
DELETE FROM login_session WHERE expires_ms < CAST(?1 AS bigint)
