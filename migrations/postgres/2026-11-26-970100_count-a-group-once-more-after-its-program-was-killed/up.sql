ALTER TABLE customer_groups ADD COLUMN counting_tries INTEGER NOT NULL DEFAULT 0;
