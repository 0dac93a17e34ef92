ALTER TABLE customers DROP COLUMN age_group;
