ALTER TABLE users DROP COLUMN group_columns;
DROP TABLE favourite_groups;
DROP TABLE group_tags;
ALTER TABLE customer_groups DROP COLUMN owner_id;
ALTER TABLE customer_groups DROP COLUMN description;
