-- The log has when it was forgotten who got a notification.
ALTER TABLE notification_totals DROP COLUMN forgotten_at;
