-- Notifications that go only to those whom another one did not go to.
CREATE TABLE notification_follows (
    notification_id INTEGER PRIMARY KEY NOT NULL CONSTRAINT notification_follows_are_of_a_notification REFERENCES notifications (id) ON DELETE CASCADE,
    after_id INTEGER NOT NULL CONSTRAINT notification_follows_come_after_a_notification REFERENCES notifications (id) ON DELETE CASCADE
);
CREATE INDEX notification_follows_by_after ON notification_follows (after_id);

-- What notifications begin with: `content` is JSON.
CREATE TABLE notification_templates (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    publisher_id INTEGER NOT NULL CONSTRAINT notification_templates_are_of_a_publisher REFERENCES publishers (id),
    name TEXT NOT NULL,
    content TEXT NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    CONSTRAINT notification_templates_have_a_name_once UNIQUE (publisher_id, name)
);
