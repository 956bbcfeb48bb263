-- ?1 run id, ?2 canary, ?3 counter.
INSERT INTO bull_memory (one, run_id, canary, counter) VALUES (1, ?1, ?2, ?3)
ON CONFLICT (one) DO UPDATE SET
    run_id = excluded.run_id, canary = excluded.canary, counter = excluded.counter
