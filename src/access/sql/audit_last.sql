SELECT number, hash FROM audit_chain ORDER BY number DESC LIMIT 1
