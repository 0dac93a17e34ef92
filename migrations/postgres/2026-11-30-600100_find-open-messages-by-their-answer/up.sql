-- Messages that are still to be sent, or are being sent, have no answer yet. An index of them by two states is not used for one.
DROP INDEX deliveries_that_are_open;
CREATE INDEX deliveries_that_are_open ON deliveries (notification_id, state, not_before) WHERE answered_at IS NULL;
