-- How many jobs have not ended. ?1 user id. Returns this person's and everybody's.
SELECT
    (
        SELECT count(*) FROM jobs
        WHERE user_id = ?1 AND state IN ('waiting', 'delayed', 'active')
    ),
    open_jobs
FROM queue_state
