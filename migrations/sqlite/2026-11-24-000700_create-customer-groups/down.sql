DROP TABLE snapshots;
DROP TABLE group_addresses;
DROP TABLE customer_groups;
