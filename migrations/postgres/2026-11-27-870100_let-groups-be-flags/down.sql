DROP INDEX customer_groups_have_different_flag_keys;
ALTER TABLE customer_groups DROP COLUMN for_clients;
ALTER TABLE customer_groups DROP COLUMN flag_key;
