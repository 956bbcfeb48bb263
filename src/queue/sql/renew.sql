-- Holds a lease longer. ?1 id, ?2 epoch, ?3 until. Returns cancel_requested, or no row: lease lost.
UPDATE jobs SET lease_until_ms = ?3
WHERE id = ?1 AND epoch = ?2 AND state = 'active'
RETURNING cancel_requested
