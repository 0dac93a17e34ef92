-- A table that is spread over a cluster by customer can only keep keys that name the customer, and no identity column. That
-- an account, an order and a position are there once is kept by the lock of whoever writes the facts.
CREATE INDEX customers_by_account ON customers (publisher_id, account_id);
ALTER TABLE customers DROP CONSTRAINT customers_account_id_is_unique;
ALTER TABLE customers ALTER COLUMN id DROP IDENTITY;
CREATE SEQUENCE customers_id AS INTEGER OWNED BY customers.id;
SELECT setval('customers_id', COALESCE((SELECT MAX(id) FROM customers), 0) + 1, FALSE);
ALTER TABLE customers ALTER COLUMN id SET DEFAULT nextval('customers_id');
ALTER TABLE purchases DROP CONSTRAINT purchases_pkey, ADD PRIMARY KEY (app_id, order_id, customer_id);
ALTER TABLE profiles DROP CONSTRAINT profiles_pkey, ADD PRIMARY KEY (app_id, position, customer_id);
