ALTER TABLE customer_groups DROP COLUMN counting_tries;
