-- Who of the organisation's own table was created by which job, as `members` says of its own.
ALTER TABLE rollcall_member_state ADD created_by_job text;
