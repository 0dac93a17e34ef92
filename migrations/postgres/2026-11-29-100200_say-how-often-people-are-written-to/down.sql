DROP INDEX deliveries_by_customer;
CREATE INDEX deliveries_by_customer ON deliveries (customer_id);
ALTER TABLE notification_times DROP COLUMN keeps_quiet;
ALTER TABLE notification_times DROP COLUMN is_exempt;
DROP TABLE notification_rules;
