-- Whether a program of the publisher has said the order, and not whoever asks for herself: such an order may be made up, and
-- must not be in the way of the customer whose it is.
ALTER TABLE offer_grants ADD COLUMN is_vouched BOOLEAN NOT NULL DEFAULT TRUE;
DROP INDEX offer_grants_have_different_orders;
CREATE UNIQUE INDEX offer_grants_have_different_orders ON offer_grants (app_id, order_id, customer_id);
