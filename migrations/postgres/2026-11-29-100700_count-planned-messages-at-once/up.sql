-- Planned messages are added many at a time, by one query that counts them too: a trigger for each takes longer than the row.
DROP TRIGGER deliveries_are_counted_when_added ON deliveries;
DROP FUNCTION count_added_deliveries;
