-- How many messages of a notification have each state and reason, moved with the messages by triggers, so that a report reads a
-- few rows. `shown` and `launched` count messages of any state. They stay when the messages are deleted.
CREATE TABLE delivery_counts (
    notification_id INTEGER NOT NULL CONSTRAINT delivery_counts_are_of_a_notification REFERENCES notifications (id) ON DELETE CASCADE,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    messages BIGINT NOT NULL,
    PRIMARY KEY (notification_id, state, reason)
) WITHOUT ROWID;
INSERT INTO delivery_counts (notification_id, state, reason, messages)
SELECT notification_id, state, coalesce(reason, ''), count(*) FROM deliveries GROUP BY notification_id, state, coalesce(reason, '');
INSERT INTO delivery_counts (notification_id, state, reason, messages)
SELECT notification_id, 'shown', '', count(*) FROM deliveries WHERE shown_at IS NOT NULL GROUP BY notification_id;
INSERT INTO delivery_counts (notification_id, state, reason, messages)
SELECT notification_id, 'launched', '', count(*) FROM deliveries WHERE launched_at IS NOT NULL GROUP BY notification_id;

CREATE TRIGGER deliveries_are_counted_when_added AFTER INSERT ON deliveries
BEGIN
    INSERT INTO delivery_counts (notification_id, state, reason, messages) VALUES (NEW.notification_id, NEW.state, coalesce(NEW.reason, ''), 1)
    ON CONFLICT (notification_id, state, reason) DO UPDATE SET messages = messages + 1;
END;
CREATE TRIGGER deliveries_are_counted_when_changed AFTER UPDATE OF state, reason ON deliveries
WHEN OLD.state <> NEW.state OR OLD.reason IS NOT NEW.reason
BEGIN
    UPDATE delivery_counts SET messages = messages - 1
    WHERE notification_id = OLD.notification_id AND state = OLD.state AND reason = coalesce(OLD.reason, '');
    INSERT INTO delivery_counts (notification_id, state, reason, messages) VALUES (NEW.notification_id, NEW.state, coalesce(NEW.reason, ''), 1)
    ON CONFLICT (notification_id, state, reason) DO UPDATE SET messages = messages + 1;
END;
CREATE TRIGGER deliveries_are_counted_when_shown AFTER UPDATE OF shown_at ON deliveries
WHEN OLD.shown_at IS NULL AND NEW.shown_at IS NOT NULL
BEGIN
    INSERT INTO delivery_counts (notification_id, state, reason, messages) VALUES (NEW.notification_id, 'shown', '', 1)
    ON CONFLICT (notification_id, state, reason) DO UPDATE SET messages = messages + 1;
END;
CREATE TRIGGER deliveries_are_counted_when_launched AFTER UPDATE OF launched_at ON deliveries
WHEN OLD.launched_at IS NULL AND NEW.launched_at IS NOT NULL
BEGIN
    INSERT INTO delivery_counts (notification_id, state, reason, messages) VALUES (NEW.notification_id, 'launched', '', 1)
    ON CONFLICT (notification_id, state, reason) DO UPDATE SET messages = messages + 1;
END;
