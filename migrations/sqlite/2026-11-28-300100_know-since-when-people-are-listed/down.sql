ALTER TABLE group_addresses DROP COLUMN added_on;
