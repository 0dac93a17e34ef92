ALTER TABLE imports ADD COLUMN leased_until TIMESTAMP;
DELETE FROM jobs WHERE kind = 'import';
DROP TABLE import_chunks;
ALTER TABLE imports DROP COLUMN file_word;
