ALTER TABLE customer_groups DROP COLUMN form;
