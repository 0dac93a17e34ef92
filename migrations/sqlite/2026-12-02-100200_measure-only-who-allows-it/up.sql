-- Whether what a person saw and clicked is kept with her message only if she has allowed that, and is only counted otherwise.
ALTER TABLE notification_rules ADD COLUMN asks_measurement BOOLEAN NOT NULL DEFAULT FALSE;
