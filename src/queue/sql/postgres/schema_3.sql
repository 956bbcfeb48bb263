-- Version 3 of the queue's tables in PostgreSQL: as SQLite's schema_3.sql, which says what for.

ALTER TABLE audit ADD COLUMN origin text COLLATE "C" NOT NULL DEFAULT '';
