ALTER TABLE imports DROP COLUMN chosen;
