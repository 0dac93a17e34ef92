-- The one publisher, without users, whose the apps are that others deleted, until a job has deleted what they have.
ALTER TABLE publishers ADD COLUMN holds_deleted BOOLEAN NOT NULL DEFAULT FALSE;
