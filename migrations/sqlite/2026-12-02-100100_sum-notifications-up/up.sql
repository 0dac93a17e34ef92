-- What a job counted of each notification that was sent, which stays when nobody knows any more who got it. `least_people` is the
-- smallest number of people above zero that its page tells, `messages` how many were counted, so that it is known when there are others.
CREATE TABLE notification_sums (
    notification_id INTEGER PRIMARY KEY NOT NULL CONSTRAINT notification_sums_are_of_a_notification REFERENCES notifications (id) ON DELETE CASCADE,
    least_people BIGINT NOT NULL,
    messages BIGINT NOT NULL,
    counted_at TIMESTAMP NOT NULL
);

-- What became of the messages to people of each market; the market is empty where it is not known.
CREATE TABLE notification_markets (
    notification_id INTEGER NOT NULL CONSTRAINT notification_markets_are_of_a_notification REFERENCES notifications (id) ON DELETE CASCADE,
    market TEXT NOT NULL,
    accepted BIGINT NOT NULL,
    gone BIGINT NOT NULL,
    failed BIGINT NOT NULL,
    unknown BIGINT NOT NULL,
    launched BIGINT NOT NULL,
    PRIMARY KEY (notification_id, market)
) WITHOUT ROWID;
