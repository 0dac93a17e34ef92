ALTER TABLE customer_groups ADD COLUMN counting_word TEXT;
ALTER TABLE customer_groups ADD COLUMN counting_until TIMESTAMP;
UPDATE customer_groups SET counting_until = counting_since;
