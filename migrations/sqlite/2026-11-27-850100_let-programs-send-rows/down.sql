DROP INDEX imports_with_a_file;
DROP INDEX imports_by_state;
DROP INDEX imports_of_a_publisher_by_sort;
ALTER TABLE imports DROP COLUMN is_of_rows;
ALTER TABLE imports DROP COLUMN token_id;
