-- Customers without an address are looked up by it nowhere, and would count as a thousand who share one.
DROP INDEX customers_by_email;
CREATE INDEX customers_by_email ON customers (publisher_id, email_key) WHERE email_key IS NOT NULL;
