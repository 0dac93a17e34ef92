ALTER TABLE customer_groups ADD COLUMN counting_since TIMESTAMP;
