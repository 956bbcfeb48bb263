-- The geography, and who was erased.

-- Members that were erased on request, for who proves what a job created: which job, and nothing of
-- the person.
CREATE TABLE member_erasures (
    created_by_job TEXT NOT NULL,
    erased_ms INTEGER NOT NULL
) STRICT;

-- The geography as a list of its own: municipalities (and metros' sub-regions), districts, and where
-- the list came from. A text that is not known is empty.

ALTER TABLE wards DROP COLUMN municipality;
ALTER TABLE wards DROP COLUMN district;

CREATE TABLE municipalities (
    municipality_code TEXT PRIMARY KEY,
    municipality TEXT NOT NULL,
    parent_code TEXT NOT NULL,  -- of a sub-region: its metro
    district_code TEXT NOT NULL,
    province_code TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE districts (
    district_code TEXT PRIMARY KEY,
    district TEXT NOT NULL,
    province_code TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- One row once a geography was imported; who holds an older version in memory reads it again.
CREATE TABLE geography (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    version INTEGER NOT NULL,
    file_name TEXT NOT NULL,
    file_sha256 TEXT NOT NULL,
    imported_by TEXT NOT NULL,
    imported_ms INTEGER NOT NULL
) STRICT;
