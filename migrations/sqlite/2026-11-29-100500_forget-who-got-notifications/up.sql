-- Notifications of which only numbers are left: how many people got one, and since when nobody knows who.
CREATE TABLE notification_totals (
    notification_id INTEGER PRIMARY KEY NOT NULL CONSTRAINT notification_totals_are_of_a_notification REFERENCES notifications (id) ON DELETE CASCADE,
    reached BIGINT NOT NULL,
    forgotten_at TIMESTAMP NOT NULL
);
