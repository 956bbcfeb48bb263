-- Forgets jobs that were removed before ?1 and left nothing.
DELETE FROM removed_jobs WHERE removed_ms < ?1 AND discarded = 1
