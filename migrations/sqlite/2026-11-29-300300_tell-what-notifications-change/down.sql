ALTER TABLE notification_comparisons DROP COLUMN effect;
