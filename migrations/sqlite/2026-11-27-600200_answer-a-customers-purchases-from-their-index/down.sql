DROP INDEX purchases_of_a_customer;
CREATE INDEX purchases_of_a_customer ON purchases (customer_id, app_id);
