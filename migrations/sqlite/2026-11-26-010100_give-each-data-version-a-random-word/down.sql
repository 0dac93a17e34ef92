DROP TABLE data_versions;
ALTER TABLE apps DROP COLUMN data_word;
