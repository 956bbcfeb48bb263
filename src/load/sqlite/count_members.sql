-- What job ?1 created and changed, counted where the members are; who was erased since counts still.
SELECT
    (SELECT count(*) FROM members WHERE created_by_job = ?1)
    + (SELECT count(*) FROM member_erasures WHERE created_by_job = ?1),
    (SELECT count(*) FROM member_changes WHERE job_id = ?1)
