ALTER TABLE submissions DROP COLUMN compared_at_state;
