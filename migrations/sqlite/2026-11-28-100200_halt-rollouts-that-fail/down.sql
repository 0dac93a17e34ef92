DROP TABLE release_reports;
ALTER TABLE submissions DROP COLUMN is_guarded;
