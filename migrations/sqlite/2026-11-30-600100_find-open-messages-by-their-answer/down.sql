DROP INDEX deliveries_that_are_open;
CREATE INDEX deliveries_that_are_open ON deliveries (notification_id, state, not_before) WHERE state IN ('planned', 'leased');
