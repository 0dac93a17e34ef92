-- Notifications of an app. `group_ids` and `except_ids` are lists with a space between; `contents` is a JSON list with a text
-- for each language, the first of which is for everybody else. Of a person's browsers, the one seen last is written to, or all.
CREATE TABLE notifications (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    publisher_id INTEGER NOT NULL CONSTRAINT notifications_are_of_a_publisher REFERENCES publishers (id),
    app_id INTEGER NOT NULL CONSTRAINT notifications_are_of_an_app REFERENCES apps (id),
    name TEXT NOT NULL,
    purpose TEXT NOT NULL,
    group_ids TEXT NOT NULL,
    except_ids TEXT NOT NULL,
    devices TEXT NOT NULL,
    contents TEXT NOT NULL,
    urgency TEXT NOT NULL,
    expires_hours INTEGER NOT NULL,
    per_second INTEGER,
    repeats BOOLEAN NOT NULL,
    state TEXT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1,
    created_by INTEGER,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL
);
CREATE INDEX notifications_by_publisher ON notifications (publisher_id, id);
CREATE INDEX notifications_by_app ON notifications (app_id, id);
