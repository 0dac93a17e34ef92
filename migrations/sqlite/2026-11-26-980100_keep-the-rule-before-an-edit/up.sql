ALTER TABLE customer_groups ADD COLUMN rule_before TEXT;
