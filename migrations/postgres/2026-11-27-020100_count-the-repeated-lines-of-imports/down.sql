ALTER TABLE imports DROP COLUMN lines_repeated;
