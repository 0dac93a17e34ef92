ALTER TABLE imports DROP COLUMN resumed_at;
ALTER TABLE imports DROP COLUMN resumed_lines;
