-- Files as rows that every node sees.
--
-- file_content  bytes that are being written, or have a name; without a name they are leftovers.
--               touched_at: when bytes came last; '-infinity': on its way out, nothing may be added
-- file_piece    the bytes, in pieces of 256 KiB; the last may be shorter
-- file_upload   an upload's name: its SHA-256
-- file_document a document's name
CREATE TABLE file_content (
    content bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    touched_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE file_piece (
    content bigint NOT NULL,
    number integer NOT NULL,
    bytes bytea NOT NULL CHECK (octet_length(bytes) BETWEEN 1 AND 262144),
    PRIMARY KEY (content, number)
);
-- Workbooks are compressed already: trying again costs more time than the disk.
ALTER TABLE file_piece ALTER COLUMN bytes SET STORAGE EXTERNAL;

CREATE TABLE file_upload (
    sha256 text PRIMARY KEY,
    content bigint NOT NULL UNIQUE REFERENCES file_content,
    size bigint NOT NULL,
    sealed_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE file_document (
    name text PRIMARY KEY,
    content bigint NOT NULL UNIQUE REFERENCES file_content,
    size bigint NOT NULL,
    sha256 text NOT NULL
);

-- Which store the nodes of this database keep their files in (spool/store_register.hpp).
CREATE TABLE file_store (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    identity text NOT NULL,
    place text NOT NULL
);
