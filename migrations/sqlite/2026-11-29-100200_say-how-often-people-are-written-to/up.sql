-- The rules over all notifications of a publisher: the minutes of the day from which and until which nothing is sent where a
-- person is, how many promotional messages a person gets, and to how many people one goes without a second person. A publisher
-- without a row has the usual rules.
CREATE TABLE notification_rules (
    publisher_id INTEGER PRIMARY KEY NOT NULL CONSTRAINT notification_rules_are_of_a_publisher REFERENCES publishers (id),
    quiet_from INTEGER,
    quiet_until INTEGER,
    per_day INTEGER,
    per_week INTEGER,
    minutes_between INTEGER NOT NULL,
    approval_above INTEGER NOT NULL,
    version BIGINT NOT NULL
);
ALTER TABLE notification_times ADD COLUMN keeps_quiet BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE notification_times ADD COLUMN is_exempt BOOLEAN NOT NULL DEFAULT FALSE;
-- What a person got of some notifications is counted before each message.
DROP INDEX deliveries_by_customer;
CREATE INDEX deliveries_by_customer ON deliveries (customer_id, notification_id);
