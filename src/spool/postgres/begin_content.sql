-- Makes a place for bytes. Returns its number.
INSERT INTO file_content DEFAULT VALUES RETURNING content
