-- The geography, and who was erased.

-- Members that were erased on request, for who proves what a job created: which job, and nothing of
-- the person.
CREATE TABLE member_erasures (
    created_by_job text NOT NULL,
    erased_ms bigint NOT NULL
);

-- The geography as a list of its own: municipalities (and metros' sub-regions), districts, and where
-- the list came from. A text that is not known is empty.

ALTER TABLE wards DROP COLUMN municipality;
ALTER TABLE wards DROP COLUMN district;

CREATE TABLE municipalities (
    municipality_code text COLLATE "C" PRIMARY KEY,
    municipality text NOT NULL,
    parent_code text NOT NULL,  -- of a sub-region: its metro
    district_code text NOT NULL,
    province_code text NOT NULL
);

CREATE TABLE districts (
    district_code text COLLATE "C" PRIMARY KEY,
    district text NOT NULL,
    province_code text NOT NULL
);

-- One row once a geography was imported; who holds an older version in memory reads it again.
CREATE TABLE geography (
    one bigint PRIMARY KEY CHECK (one = 1),
    version bigint NOT NULL,
    file_name text NOT NULL,
    file_sha256 text NOT NULL,
    imported_by text NOT NULL,
    imported_ms bigint NOT NULL
);
