ALTER TABLE publishers DROP COLUMN time_zone;
