ALTER TABLE imports DROP COLUMN bytes_done;
ALTER TABLE imports ADD COLUMN lines_total BIGINT NOT NULL DEFAULT 0;
CREATE INDEX imports_to_do ON imports (id) WHERE state IN ('waiting', 'running');
