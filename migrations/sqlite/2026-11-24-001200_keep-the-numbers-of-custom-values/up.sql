ALTER TABLE custom_values ADD COLUMN number BIGINT;
UPDATE custom_values SET number = CAST(value AS BIGINT) WHERE (value NOT GLOB '*[^0-9]*' OR (value GLOB '-[0-9]*' AND substr(value, 2) NOT GLOB '*[^0-9]*'))
    AND length(value) BETWEEN 1 AND 18;
