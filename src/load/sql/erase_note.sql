-- Notes that a member whom job ?1 created was erased at ?2.
INSERT INTO member_erasures (created_by_job, erased_ms) VALUES (?1, ?2)
