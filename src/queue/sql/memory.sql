-- By what Redis was known. Returns run id, canary, counter; or no row: never seen.
SELECT run_id, canary, counter FROM bull_memory
