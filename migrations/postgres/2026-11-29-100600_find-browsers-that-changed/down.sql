DROP INDEX subscriptions_by_seen;
DROP INDEX subscriptions_by_end;
