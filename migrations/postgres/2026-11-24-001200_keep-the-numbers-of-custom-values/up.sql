ALTER TABLE custom_values ADD COLUMN number BIGINT;
UPDATE custom_values SET number = CAST(value AS BIGINT) WHERE value ~ '^-?[0-9]{1,18}$';
