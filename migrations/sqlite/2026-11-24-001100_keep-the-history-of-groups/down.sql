DROP TABLE membership_changes;
ALTER TABLE customer_groups DROP COLUMN cause_user_id;
ALTER TABLE customer_groups DROP COLUMN cause;
ALTER TABLE customer_groups DROP COLUMN refreshed_position;
ALTER TABLE profiles DROP COLUMN facts_version;
