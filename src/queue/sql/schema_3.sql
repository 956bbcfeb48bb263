-- Version 3 of the queue's tables: the audit knows where somebody asked from.

ALTER TABLE audit ADD COLUMN origin TEXT NOT NULL DEFAULT '';  -- empty: from within, or before this
