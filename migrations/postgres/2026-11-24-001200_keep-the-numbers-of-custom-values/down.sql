ALTER TABLE custom_values DROP COLUMN number;
