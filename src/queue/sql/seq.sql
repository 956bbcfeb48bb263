-- How often a job has changed. ?1 id. Returns seq, or no row: there is no such job.
SELECT seq FROM jobs WHERE id = ?1
