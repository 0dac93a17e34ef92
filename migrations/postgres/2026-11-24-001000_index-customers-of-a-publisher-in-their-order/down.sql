DROP INDEX customers_of_a_publisher;
