-- Who has approved which version of a notification to many people, and how many received it then.
CREATE TABLE notification_approvals (
    notification_id INTEGER PRIMARY KEY NOT NULL CONSTRAINT notification_approvals_are_of_a_notification REFERENCES notifications (id) ON DELETE CASCADE,
    version BIGINT NOT NULL,
    approved_by INTEGER NOT NULL,
    approved_at TIMESTAMP NOT NULL,
    people BIGINT NOT NULL
);
