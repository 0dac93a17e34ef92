-- How many messages of a notification have each state and reason, moved with the messages by triggers, so that a report reads a
-- few rows. `shown` and `launched` count messages of any state. They stay when the messages are deleted.
CREATE TABLE delivery_counts (
    notification_id INTEGER NOT NULL CONSTRAINT delivery_counts_are_of_a_notification REFERENCES notifications (id) ON DELETE CASCADE,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    messages BIGINT NOT NULL,
    PRIMARY KEY (notification_id, state, reason)
);
INSERT INTO delivery_counts (notification_id, state, reason, messages)
SELECT notification_id, state, coalesce(reason, ''), count(*) FROM deliveries GROUP BY notification_id, state, coalesce(reason, '');
INSERT INTO delivery_counts (notification_id, state, reason, messages)
SELECT notification_id, 'shown', '', count(*) FROM deliveries WHERE shown_at IS NOT NULL GROUP BY notification_id;
INSERT INTO delivery_counts (notification_id, state, reason, messages)
SELECT notification_id, 'launched', '', count(*) FROM deliveries WHERE launched_at IS NOT NULL GROUP BY notification_id;

-- Of each statement, in the order of the key, so that no two wait for each other.
CREATE FUNCTION count_added_deliveries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO delivery_counts AS kept (notification_id, state, reason, messages)
    SELECT notification_id, state, coalesce(reason, ''), count(*) FROM added GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    ON CONFLICT (notification_id, state, reason) DO UPDATE SET messages = kept.messages + excluded.messages;
    RETURN NULL;
END
$$;
CREATE FUNCTION count_changed_deliveries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO delivery_counts AS kept (notification_id, state, reason, messages)
    SELECT notification_id, state, reason, sum(messages) FROM (
        SELECT notification_id, state, coalesce(reason, '') AS reason, -1 AS messages FROM old_rows
        UNION ALL SELECT notification_id, state, coalesce(reason, ''), 1 FROM new_rows
        UNION ALL SELECT notification_id, 'shown', '', -1 FROM old_rows WHERE shown_at IS NOT NULL
        UNION ALL SELECT notification_id, 'shown', '', 1 FROM new_rows WHERE shown_at IS NOT NULL
        UNION ALL SELECT notification_id, 'launched', '', -1 FROM old_rows WHERE launched_at IS NOT NULL
        UNION ALL SELECT notification_id, 'launched', '', 1 FROM new_rows WHERE launched_at IS NOT NULL
    ) AS moved GROUP BY 1, 2, 3 HAVING sum(messages) <> 0 ORDER BY 1, 2, 3
    ON CONFLICT (notification_id, state, reason) DO UPDATE SET messages = kept.messages + excluded.messages;
    RETURN NULL;
END
$$;
CREATE TRIGGER deliveries_are_counted_when_added AFTER INSERT ON deliveries
REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_added_deliveries();
CREATE TRIGGER deliveries_are_counted_when_changed AFTER UPDATE ON deliveries
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION count_changed_deliveries();
