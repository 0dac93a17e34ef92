CREATE FUNCTION count_added_deliveries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO delivery_counts AS kept (notification_id, state, reason, messages)
    SELECT notification_id, state, coalesce(reason, ''), count(*) FROM added GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    ON CONFLICT (notification_id, state, reason) DO UPDATE SET messages = kept.messages + excluded.messages;
    RETURN NULL;
END
$$;
CREATE TRIGGER deliveries_are_counted_when_added AFTER INSERT ON deliveries
REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_added_deliveries();
