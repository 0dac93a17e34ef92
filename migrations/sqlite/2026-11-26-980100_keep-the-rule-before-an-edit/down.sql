ALTER TABLE customer_groups DROP COLUMN rule_before;
