-- When a notification goes out: now, when clocks of a zone show a time, or when those of each person do. `starts_at` is the
-- moment in UTC at which a scheduled one begins; in each person's time, that is where the day begins first. With `still_member`,
-- who has left the groups by then does not get it.
CREATE TABLE notification_times (
    notification_id INTEGER PRIMARY KEY NOT NULL CONSTRAINT notification_times_are_of_a_notification REFERENCES notifications (id) ON DELETE CASCADE,
    starts TEXT NOT NULL,
    shown TIMESTAMP,
    zone TEXT,
    still_member BOOLEAN NOT NULL,
    starts_at TIMESTAMP
);
INSERT INTO notification_times (notification_id, starts, still_member) SELECT id, 'now', TRUE FROM notifications;
