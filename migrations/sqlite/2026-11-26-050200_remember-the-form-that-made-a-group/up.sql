ALTER TABLE customer_groups ADD COLUMN form TEXT;
