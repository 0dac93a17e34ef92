CREATE INDEX customers_of_a_publisher ON customers (publisher_id, id);
