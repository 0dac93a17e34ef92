ALTER TABLE publishers DROP COLUMN holds_deleted;
