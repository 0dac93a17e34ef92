DROP TABLE erased_positions;
DROP TABLE erased_customers;
