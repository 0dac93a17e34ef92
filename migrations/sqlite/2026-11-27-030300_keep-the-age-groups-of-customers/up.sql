ALTER TABLE customers ADD COLUMN age_group TEXT;
