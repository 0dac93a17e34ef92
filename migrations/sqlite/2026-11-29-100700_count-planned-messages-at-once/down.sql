CREATE TRIGGER deliveries_are_counted_when_added AFTER INSERT ON deliveries
BEGIN
    INSERT INTO delivery_counts (notification_id, state, reason, messages) VALUES (NEW.notification_id, NEW.state, coalesce(NEW.reason, ''), 1)
    ON CONFLICT (notification_id, state, reason) DO UPDATE SET messages = messages + 1;
END;
