-- Clicks on messages that webhooks are not told of yet.
CREATE TABLE launches_to_tell (
    notification_id INTEGER NOT NULL CONSTRAINT launches_are_of_a_notification REFERENCES notifications (id) ON DELETE CASCADE,
    subscription_id INTEGER NOT NULL,
    PRIMARY KEY (notification_id, subscription_id)
);
