ALTER TABLE publishers DROP COLUMN rules_version;
