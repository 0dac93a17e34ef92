ALTER TABLE notification_rules DROP COLUMN asks_measurement;
