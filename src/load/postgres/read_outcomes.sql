-- What each row of chunk $2 of upload $1 became, and the ordinal of its first row.
SELECT outcomes, first_ordinal FROM upload_chunk WHERE upload_id = $1 AND chunk = $2
