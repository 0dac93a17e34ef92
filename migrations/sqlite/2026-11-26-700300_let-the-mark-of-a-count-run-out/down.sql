ALTER TABLE customer_groups DROP COLUMN counting_until;
ALTER TABLE customer_groups DROP COLUMN counting_word;
