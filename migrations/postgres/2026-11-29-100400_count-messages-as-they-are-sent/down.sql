DROP TRIGGER deliveries_are_counted_when_added ON deliveries;
DROP TRIGGER deliveries_are_counted_when_changed ON deliveries;
DROP FUNCTION count_added_deliveries;
DROP FUNCTION count_changed_deliveries;
DROP TABLE delivery_counts;
