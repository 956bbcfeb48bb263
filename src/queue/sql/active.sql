-- How many jobs run. Returns their count.
SELECT count(*) FROM jobs WHERE lease_until_ms IS NOT NULL
