ALTER TABLE submissions DROP COLUMN mandatory_from;
UPDATE submissions SET pending = 'draft' WHERE pending = 'ready';
ALTER TABLE submissions DROP COLUMN is_manual;
