DROP TABLE custom_values;
DROP TABLE custom_attributes;
DROP TABLE acquisitions;
DROP TABLE customers;
DROP TABLE apps;
