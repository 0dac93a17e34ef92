-- Which program has asked that somebody approves a version of a notification, and who created its token.
CREATE TABLE approval_requests (
    notification_id INTEGER PRIMARY KEY NOT NULL CONSTRAINT approval_requests_are_of_a_notification REFERENCES notifications (id) ON DELETE CASCADE,
    version BIGINT NOT NULL,
    token_id INTEGER NOT NULL,
    asked_by INTEGER,
    asked_at TIMESTAMP NOT NULL
);
