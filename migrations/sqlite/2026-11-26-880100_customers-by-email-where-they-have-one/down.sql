DROP INDEX customers_by_email;
CREATE INDEX customers_by_email ON customers (publisher_id, email_key);
