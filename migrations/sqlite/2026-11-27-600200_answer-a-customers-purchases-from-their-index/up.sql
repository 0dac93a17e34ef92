-- Profiles are computed from these columns alone: 100,000 customers with five purchases each in 1.0 s in place of 2.5.
DROP INDEX purchases_of_a_customer;
CREATE INDEX purchases_of_a_customer
    ON purchases (customer_id, app_id, purchased_on, amount_cents, refunded_cents);
