-- What a program sends is an import as well: by which token, and whether it came as the rows of a call instead of as a file.
-- There may be a call every second, so that what is asked for of imports is found by an index.
ALTER TABLE imports ADD COLUMN token_id INTEGER;
ALTER TABLE imports ADD COLUMN is_of_rows BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX imports_of_a_publisher_by_sort ON imports (publisher_id, is_of_rows, id);
CREATE INDEX imports_by_state ON imports (publisher_id, state);
CREATE INDEX imports_with_a_file ON imports (publisher_id) WHERE file_word IS NOT NULL;
