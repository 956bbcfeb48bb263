-- The nodes' store is $1 at $2, unless they have one.
INSERT INTO file_store (identity, place) VALUES ($1, $2) ON CONFLICT (only_one) DO NOTHING
