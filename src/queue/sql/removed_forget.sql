-- Forgets jobs that were removed before ?1.
DELETE FROM removed_jobs WHERE removed_ms < ?1
