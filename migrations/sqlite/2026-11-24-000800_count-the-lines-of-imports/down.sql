DROP INDEX imports_to_do;
ALTER TABLE imports DROP COLUMN lines_total;
ALTER TABLE imports ADD COLUMN bytes_done BIGINT NOT NULL DEFAULT 0;
