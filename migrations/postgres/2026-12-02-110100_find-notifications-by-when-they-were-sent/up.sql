-- The analysis of some days reads those that were sent on them.
CREATE INDEX notifications_by_sending ON notifications (publisher_id, sent_at);
