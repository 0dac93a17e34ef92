-- What was frozen when a notification was sent, and how far it is. `audience` are positions in the app, of which those before
-- `prepared_until` have their rows. `tokens` is the bucket of its limit a second, as of `tokens_at`.
ALTER TABLE notifications ADD COLUMN sent_by INTEGER;
ALTER TABLE notifications ADD COLUMN sent_at TIMESTAMP;
ALTER TABLE notifications ADD COLUMN expires_at TIMESTAMP;
ALTER TABLE notifications ADD COLUMN finished_at TIMESTAMP;
ALTER TABLE notifications ADD COLUMN audience BLOB;
ALTER TABLE notifications ADD COLUMN prepared_until INTEGER NOT NULL DEFAULT 0;
ALTER TABLE notifications ADD COLUMN planned BIGINT NOT NULL DEFAULT 0;
ALTER TABLE notifications ADD COLUMN tokens DOUBLE NOT NULL DEFAULT 0;
ALTER TABLE notifications ADD COLUMN tokens_at TIMESTAMP;
ALTER TABLE notifications ADD COLUMN problem TEXT;

-- Who did not receive it and why, as positions in the app, as it was when it was sent.
CREATE TABLE omissions (
    notification_id INTEGER NOT NULL CONSTRAINT omissions_are_of_a_notification REFERENCES notifications (id) ON DELETE CASCADE,
    reason TEXT NOT NULL,
    people BIGINT NOT NULL,
    positions BLOB NOT NULL,
    PRIMARY KEY (notification_id, reason)
);

-- Each browser that a notification goes to, and what became of it. A row that is leased is being sent until its lease ends; of
-- one whose lease ended without an answer nobody knows whether it was sent. The customer is missing once erased.
CREATE TABLE deliveries (
    notification_id INTEGER NOT NULL CONSTRAINT deliveries_are_of_a_notification REFERENCES notifications (id) ON DELETE CASCADE,
    subscription_id INTEGER NOT NULL,
    customer_id INTEGER,
    state TEXT NOT NULL,
    reason TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    not_before TIMESTAMP NOT NULL,
    lease_until TIMESTAMP,
    status INTEGER,
    answered_at TIMESTAMP,
    shown_at TIMESTAMP,
    launched_at TIMESTAMP,
    PRIMARY KEY (notification_id, subscription_id)
) WITHOUT ROWID;
CREATE INDEX deliveries_that_are_open ON deliveries (notification_id, state, not_before) WHERE state IN ('planned', 'leased');
CREATE INDEX deliveries_by_customer ON deliveries (customer_id);
